CREATE TABLE messages (
    id       bigint AUTO_INCREMENT PRIMARY KEY,
    room_id  char(36) NOT NULL,
    body     json NOT NULL
) ENGINE = InnoDB;
