-- +goose Up
CREATE TABLE players (
    nick   text PRIMARY KEY,
    since  date NOT NULL DEFAULT current_date
);

-- +goose Down
DROP TABLE players;
