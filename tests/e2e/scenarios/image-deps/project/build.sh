#!/bin/sh
set -e
env | grep -E "^(EXPECTED_|TILT_IMAGE|REGISTRY_HOST)" | sort > "$(mktemp "$GIVEN/XXXXXX")"
printf "FROM $TILT_IMAGE_0\nLABEL s=i\n" > api/D2
DOCKER_BUILDKIT=0 docker build -q -f api/D2 -t "$EXPECTED_REF" api >/dev/null
