#!/bin/sh
# Stands for a tool whose output has a fixed name.
set -eu
if command -v docker >/dev/null; then
  DOCKER_BUILDKIT=0 docker build --tag example.com/clock:dev .
else
  podman ${DOCKER_HOST:+--remote --url "$DOCKER_HOST"} build --tag example.com/clock:dev .
fi
