CREATE TABLE messages (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id  uuid NOT NULL REFERENCES rooms (id),
    body     jsonb NOT NULL
);
