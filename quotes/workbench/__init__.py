"""The workbench: from candidates of an article to drafts that an editor accepts."""
