CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer text NOT NULL,
  status text NOT NULL,
  amount numeric(12, 2),
  stored_at timestamptz NOT NULL DEFAULT now()
);
