#!/bin/bash
# Registers the connector of /opt/pgsink/connector.json and sends three records, so that the table
# has rows. Runs once; running it again changes nothing but the records' time.
set -euo pipefail

worker=http://worker:8083
until wget -q -O /dev/null "$worker/connectors" 2>/dev/null; do
  echo "waiting for the worker"
  sleep 1
done

if wget -q -O /dev/null "$worker/connectors/orders/status" 2>/dev/null; then
  echo "connector is registered already"
else
  wget -q -O - --header 'Content-Type: application/json' \
    --post-data "$(cat /opt/pgsink/connector.json)" "$worker/connectors"
  echo
fi

/opt/kafka/bin/kafka-console-producer.sh --bootstrap-server kafka:9092 --topic orders \
  --reader-property parse.key=true --reader-property key.separator='|' <<'RECORDS'
1|{"id": 1, "customer": "ada", "status": "placed", "amount": 12.50}
2|{"id": 2, "customer": "bob", "status": "placed", "amount": 7.25}
1|{"id": 1, "customer": "ada", "status": "paid", "amount": 12.50}
RECORDS
echo "sent; see: docker compose -f docker/compose.yaml exec postgres psql -U shop -c 'TABLE orders'"
