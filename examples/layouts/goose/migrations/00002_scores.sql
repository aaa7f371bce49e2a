-- +goose Up
CREATE TABLE scores (
    nick    text NOT NULL REFERENCES players,
    level   smallint NOT NULL,
    points  integer NOT NULL,
    PRIMARY KEY (nick, level)
);

-- +goose StatementBegin
CREATE FUNCTION keep_best() RETURNS trigger AS $$
BEGIN
    IF NEW.points < OLD.points THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql
-- +goose StatementEnd

CREATE TRIGGER scores_keep_best BEFORE UPDATE ON scores
    FOR EACH ROW EXECUTE FUNCTION keep_best();

-- +goose Down
DROP TABLE scores;
DROP FUNCTION keep_best();
