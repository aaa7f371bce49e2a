CREATE TABLE rooms (
    id     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    topic  text NOT NULL
);
