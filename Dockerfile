# One image for the worker, the API, the migrations and the simulators; docker-compose.yml names the command.
FROM python:3.13.9-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/tuoshan
WORKDIR /src
COPY requirements/bootstrap.txt requirements/runtime.txt requirements/
RUN python -m venv /opt/tuoshan \
 && python -m pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
 && VIRTUAL_ENV=/opt/tuoshan uv pip sync --no-cache --require-hashes requirements/runtime.txt

FROM python:3.13.9-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/tuoshan --create-home tuoshan
COPY --from=build /opt/tuoshan /opt/tuoshan
WORKDIR /srv/tuoshan
COPY domain domain
COPY contracts contracts
COPY rulebooks rulebooks
COPY workflows workflows
COPY casebook casebook
COPY activities activities
COPY storage storage
COPY workers workers
COPY api api
COPY simulators simulators
COPY cli cli
COPY deploy deploy
# A case's file is loaded anew for each case; the worker's user cannot store its bytecode, so it is stored here.
RUN python -m compileall -q /srv/tuoshan
ENV PATH=/opt/tuoshan/bin:$PATH \
    PYTHONPATH=/srv/tuoshan \
    PYTHONUNBUFFERED=1 \
    TUOSHAN_DATA=/var/lib/tuoshan
USER tuoshan
