#!/bin/sh
# Creates the cases' namespace with our own retention and search attributes. Safe to run again.
set -eu
tries=0
until temporal operator cluster health >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "the Temporal server did not become healthy within 2 minutes" >&2; exit 1; }
  sleep 2
done
retention="${RETENTION_DAYS}d"
if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
fi
# A new namespace takes some seconds to be known to every service.
tries=0
until temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
  --name Company --type Keyword --name CaseType --type Keyword; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || exit 1
  sleep 1
done
