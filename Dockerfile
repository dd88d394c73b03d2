# Brief and what it needs; the project folder is mounted at /project. docs/schedule.md says how it is run.
# `--build-arg LOCK=requirements-fleet.lock` brings what workers and the studio need too (compose.yml does).
FROM python:3.12-slim
ARG LOCK=requirements.lock

COPY . /opt/brief
RUN pip install --no-cache-dir --require-hashes --only-binary :all: --requirement /opt/brief/$LOCK \
 && pip install --no-cache-dir --no-deps /opt/brief \
 && install /opt/brief/scripts/ticks /usr/local/bin/brief-ticks \
 && rm -r /opt/brief \
 && useradd --uid 10001 --create-home brief \
 && install --directory --owner brief /project

USER brief
WORKDIR /project
VOLUME /project
ENV LANG=C.UTF-8 PYTHONUNBUFFERED=1

# A tick every five minutes. One alone: `docker run … brief schedule tick`.
CMD ["brief-ticks", "300"]
