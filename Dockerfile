# The image of every RIC process. Built from the same hash-checked locks as `make run`; nothing that builds is in it.
# Versions are pinned here and in docker-compose.yml. Whoever mirrors the images should pin their digests too: those
# could not be looked up where this file was written.

FROM python:3.11.14-slim-bookworm AS pages
RUN apt-get update && apt-get install --yes --no-install-recommends make
WORKDIR /opt/ric
COPY Makefile pyproject.toml README.md LICENSE requirements-build.lock ./
RUN make .venv/ready-to-run
COPY web web
RUN make web

FROM python:3.11.14-slim-bookworm AS parts
WORKDIR /opt/ric
RUN python -m venv --without-pip .venv
COPY requirements.lock ./
RUN python -m pip --python .venv/bin/python install --no-cache-dir --require-hashes --requirement requirements.lock
COPY --chmod=755 config/compose/ric .venv/bin/ric
COPY routing routing
COPY crm_store crm_store
COPY bot bot
COPY channels channels
COPY desk desk
COPY config config
# The root of a running container is read-only: what Python would keep there is made now.
RUN .venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash routing crm_store bot channels desk config

FROM python:3.11.14-slim-bookworm
RUN python -m pip uninstall --yes --root-user-action=ignore wheel setuptools pip \
    && groupadd --gid 10001 ric \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/ric --shell /usr/sbin/nologin ric \
    && install --directory --owner=ric --group=ric --mode=0700 /var/lib/ric
COPY --from=parts /opt/ric /opt/ric
COPY --from=pages /opt/ric/web/dist /opt/ric/web/dist
ENV PATH=/opt/ric/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONPATH=/opt/ric \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RIC_HTTP=0.0.0.0:8080 \
    RIC_SMTP=0.0.0.0:8025 \
    RIC_OPS=0.0.0.0:9090 \
    RIC_CONFIG=/opt/ric/config \
    RIC_DATA=/var/lib/ric \
    RIC_CACHE=/var/lib/ric/cache
WORKDIR /opt/ric
USER 10001:10001
EXPOSE 8080 8025 9090
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["python", "config/compose/healthy.py"]
CMD ["ric", "run"]
