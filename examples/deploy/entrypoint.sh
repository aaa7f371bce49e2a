#!/bin/sh
# The entry point of an application's container: nothing starts before its schema is there.
#
#   VEERY_ON_START=wait    (the default) another process runs the migrations; wait for it
#   VEERY_ON_START=up      run them here; several containers take turns, and one of them does the work
#   VEERY_ON_START=off     neither
set -eu

case "${VEERY_ON_START:-wait}" in
  wait) veery wait --timeout "${VEERY_START_TIMEOUT:-5min}" ;;
  up) veery up --yes --no-input ;;
  off) ;;
  *)
    echo "VEERY_ON_START is '${VEERY_ON_START}'; it can be wait, up or off" >&2
    exit 2
    ;;
esac

exec "$@"
