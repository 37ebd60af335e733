#!/bin/sh
set -e
env | grep -E "^(EXPECTED_|TILT_IMAGE|REGISTRY_HOST)" | sort > "$(mktemp "$GIVEN/XXXXXX")"
DOCKER_BUILDKIT=0 docker build -q -t "$EXPECTED_REF" api >/dev/null
