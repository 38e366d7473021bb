"""The archive for programs that speak the Model Context Protocol, to read and never to write.

`answers` is what is answered, as plain values; `server` offers it by the protocol's own library,
which is an extra (docs/machines.md).
"""
