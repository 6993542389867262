-- An orders table as many shops have one, a user who can only read it, and 500 orders to begin with. It is for psql:
--
--     psql teashop -v password="$WALL_DB_PASSWORD" -f config/examples/orders.sql

CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    buyer_id bigint NOT NULL,
    city text,
    category text NOT NULL,
    brand text NOT NULL,
    amount numeric(12, 2) NOT NULL,
    paid_at timestamptz,                                -- NULL: not paid yet
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX orders_paid_at ON orders (paid_at);

CREATE ROLE press_wall LOGIN PASSWORD :'password';
ALTER ROLE press_wall SET default_transaction_read_only = on;
GRANT SELECT ON orders TO press_wall;

INSERT INTO orders (buyer_id, city, category, brand, amount, paid_at)
SELECT n % 320,
       (ARRAY['Berlin', 'Hamburg', 'München', 'Köln', 'Leipzig'])[1 + n % 5],
       (ARRAY['tea', 'coffee', 'cups'])[1 + n % 3],
       (ARRAY['Acme Teas', 'Blatt & Sohn', 'Kanne'])[1 + n % 3],
       5 + n % 40 + 0.99,
       clock_timestamp() - n * interval '0.1 s'
FROM generate_series(1, 500) AS n;
