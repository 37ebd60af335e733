#!/bin/sh
set -e
env | grep -E "^(EXPECTED_|TILT_IMAGE|REGISTRY_HOST)" | sort > "$(mktemp "$GIVEN/XXXXXX")"
