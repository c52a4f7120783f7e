namespace Mesh.Tests.MariaDb.Log;

/// <summary>Statements of every kind that a replay has to carry over; <c>d.t</c> is there before.</summary>
internal static class ReplaySample
{
    public const string Statements = """
        CREATE TABLE d.types (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, a TINYINT, b BIGINT UNSIGNED,
          c DECIMAL(30,10), d DOUBLE, e BIT(9), f DATE, g DATETIME(6), h TIMESTAMP(3) NULL, i TIME(2), j YEAR,
          k CHAR(5), l VARCHAR(300) CHARACTER SET latin1, m TEXT, n LONGBLOB, o ENUM('x', 'y'),
          p SET('1', '2', '3'),
          q JSON, r INET6, s UUID, t GEOMETRY, u INT AS (a + 1) STORED, v INT AS (a + 2) VIRTUAL);
        INSERT INTO d.types (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t) VALUES
          (-1, 18446744073709551615, -12345678901234567890.0123456789, 1e-300, b'101010101', '2024-02-29',
          '9999-12-31 23:59:59.999999', '2001-01-01 00:00:00.123', '-838:59:59', 2024, 'ä', 'é',
          REPEAT('x', 5000), X'00FF2762', 'y', '1,3', '{"a": [1, 2]}', '::1',
          'f47ac10b-58cc-4372-a567-0e02b2c3d479', POINT(1, 2)),
          (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
          NULL, NULL, NULL, NULL, NULL, NULL);
        INSERT INTO d.types (a, m) SELECT seq, REPEAT(seq, 50) FROM d.seq_1_to_100;
        UPDATE d.types SET a = a + 1, m = NULL WHERE id % 3 = 0;
        DELETE FROM d.types WHERE id % 5 = 0;
        CREATE TABLE d.parent (id INT PRIMARY KEY);
        CREATE TABLE d.child (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES d.parent (id)
          ON DELETE CASCADE ON UPDATE SET NULL);
        INSERT INTO d.parent VALUES (1), (2), (3); INSERT INTO d.child VALUES (1, 1), (2, 2), (3, 3);
        DELETE FROM d.parent WHERE id = 1; UPDATE d.parent SET id = 20 WHERE id = 2;
        SET foreign_key_checks = 0; INSERT INTO d.child VALUES (9, 99);
        CREATE TABLE d.orphan (id INT, FOREIGN KEY (id) REFERENCES d.unborn (id)); SET foreign_key_checks = 1;
        CREATE TABLE d.audit (n INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(20));
        CREATE TRIGGER d.watch AFTER INSERT ON d.t FOR EACH ROW INSERT INTO d.audit (what) VALUES (NEW.id);
        INSERT INTO d.t VALUES (1), (2);
        BEGIN; INSERT INTO d.t VALUES (3); SAVEPOINT one; INSERT INTO d.t VALUES (4); ROLLBACK TO one;
        INSERT INTO d.t VALUES (5); COMMIT;
        CREATE TABLE d.copied SELECT * FROM d.types;
        CREATE TABLE d.isam (a INT, b VARCHAR(10)) ENGINE = MyISAM;
        INSERT INTO d.isam VALUES (1, 'x'), (1, 'x'); DELETE FROM d.isam LIMIT 1;
        CREATE SEQUENCE d.numbers START 5; SELECT NEXTVAL(d.numbers);
        SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
        CREATE VIEW d.seen AS SELECT "id" || 'x' AS joined FROM d."t";
        CREATE PROCEDURE d.twice() SELECT 'a' || "id" FROM d.t;
        SET sql_mode = DEFAULT;
        SET NAMES latin1; CREATE TABLE d.latin (a VARCHAR(20) DEFAULT 'Ã©' COMMENT 'Ã¼'); SET NAMES utf8mb4;
        SET time_zone = '+05:00'; CREATE TABLE d.moment (a TIMESTAMP DEFAULT '2020-01-01 12:00:00');
        SET time_zone = 'SYSTEM';
        CREATE EVENT d.later ON SCHEDULE AT '2037-01-01 00:00:00' DO DELETE FROM d.t;
        CREATE DATABASE `mixed-Ünicode` CHARACTER SET latin1; USE `mixed-Ünicode`;
        CREATE TABLE `tä``ble` (a TEXT) COMMENT 'it''s'; INSERT INTO `tä``ble` VALUES ('ü');
        ALTER TABLE d.types ADD COLUMN w INT DEFAULT 7 FIRST, DROP COLUMN f, MODIFY k VARCHAR(50);
        INSERT INTO d.types (a, w) VALUES (100, 1);
        TRUNCATE d.audit; INSERT INTO d.t VALUES (77);
        CREATE TABLE d.parts (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10),
          PARTITION p1 VALUES LESS THAN MAXVALUE);
        INSERT INTO d.parts VALUES (1), (11); ALTER TABLE d.parts DROP PARTITION p0;
        CREATE USER clerk@localhost IDENTIFIED BY 'x'; GRANT SELECT ON d.* TO clerk@localhost;
        FLUSH LOGS; INSERT INTO d.t VALUES (78); DROP TABLE d.copied;
        """;
}
