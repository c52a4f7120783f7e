namespace Mesh.Tests.MariaDb.Log.Advancing;

/// <summary>Definitions that change while rows do, and what can be told of the tables afterwards.</summary>
internal static class Ddl
{
    public const string Before = """
        CREATE DATABASE d; CREATE DATABASE gone; USE d;
        CREATE TABLE altered (id INT PRIMARY KEY, a INT); INSERT INTO altered VALUES (1, 1);
        CREATE TABLE dropped LIKE altered; CREATE TABLE emptied LIKE altered;
        INSERT INTO emptied VALUES (1, 1);
        CREATE TABLE indexed LIKE altered; INSERT INTO indexed VALUES (1, 1); CREATE TABLE moved LIKE indexed;
        CREATE TABLE swap1 (id INT PRIMARY KEY, u UUID);
        CREATE TABLE swap2 (id INT PRIMARY KEY, b BINARY(16), g INT AS (id) STORED);
        INSERT INTO swap1 VALUES (1, UUID()); INSERT INTO swap2 (id, b) VALUES (1, 'x');
        CREATE TABLE cut (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (9), PARTITION
          p1 VALUES LESS THAN (99));
        INSERT INTO cut VALUES (1), (10); CREATE TABLE out_of LIKE altered; CREATE TABLE other LIKE altered;
        CREATE TABLE gone.t (a INT); INSERT INTO gone.t VALUES (1);
        CREATE TABLE part (id INT PRIMARY KEY, a INT) PARTITION BY HASH (id) PARTITIONS 2;
        CREATE TABLE piece (id INT PRIMARY KEY, a INT);
        INSERT INTO piece VALUES (2, 2); CREATE TABLE ghost LIKE altered; INSERT INTO ghost VALUES (1, 1);
        """;

    public const string Changes = """
        USE d; INSERT INTO altered VALUES (2, 2);
        ALTER TABLE altered ADD COLUMN b INT DEFAULT 3, RENAME COLUMN a TO aa;
        INSERT INTO altered VALUES (3, 3, 3); DROP TABLE dropped; DROP DATABASE gone;
        TRUNCATE TABLE emptied; INSERT INTO emptied VALUES (7, 7);
        ALTER TABLE indexed ADD INDEX (a), ADD UNIQUE KEY u (id, a), ALGORITHM=INPLACE;
        CREATE INDEX i ON indexed (a, id);
        INSERT INTO indexed VALUES (2, 2); ALTER TABLE indexed DROP INDEX u; DROP INDEX i ON indexed;
        DELETE FROM indexed WHERE id = 1;
        INSERT INTO moved VALUES (1, 1); RENAME TABLE moved TO new_name; INSERT INTO new_name VALUES (2, 2);
        INSERT INTO swap1 VALUES (2, UUID()); RENAME TABLE swap1 TO x, swap2 TO swap1, x TO swap2;
        INSERT INTO swap2 VALUES (3, UUID());
        INSERT INTO swap1 (id, b) VALUES (4, 'y');
        ALTER TABLE cut DROP PARTITION p0; INSERT INTO cut VALUES (11);
        ALTER TABLE part EXCHANGE PARTITION p0 WITH TABLE piece;
        CREATE TABLE made LIKE emptied; INSERT INTO made VALUES (1, 1);
        CREATE TABLE chosen SELECT * FROM altered;
        CREATE OR REPLACE TABLE out_of SELECT 1 AS q; INSERT INTO out_of VALUES (2);
        CREATE TABLE /*!32312 IF NOT EXISTS */ `quoted ``table` (`a b` INT) COMMENT 'SELECT';
        INSERT INTO `quoted ``table` VALUES (1);
        SET sql_mode = 'ANSI_QUOTES'; DROP TABLE "other";
        CREATE TABLE "other" (q VARCHAR(5) CHECK (q <> ';')); SET sql_mode = '';
        INSERT INTO other VALUES ('x');
        CREATE TABLE _ghost_new LIKE ghost; ALTER TABLE _ghost_new ADD COLUMN b INT DEFAULT 7;
        INSERT INTO _ghost_new (id, a) SELECT id, a FROM ghost;
        RENAME TABLE ghost TO _ghost_old, _ghost_new TO ghost; DROP TABLE _ghost_old; UPDATE ghost SET b = 9;
        CREATE TABLE altered_then (a INT); INSERT INTO altered_then VALUES (1);
        ALTER TABLE altered_then RENAME TO renamed_then;
        CREATE VIEW v AS SELECT * FROM altered; CREATE FUNCTION f () RETURNS INT DETERMINISTIC RETURN 1;
        GRANT SELECT ON d.* TO nobody@localhost IDENTIFIED BY 'x';
        CREATE TRIGGER tr BEFORE INSERT ON emptied FOR EACH ROW SET NEW.a = NEW.a; OPTIMIZE TABLE emptied;
        ANALYZE TABLE emptied;
        SET NAMES latin1; CREATE TABLE latin (a INT) COMMENT 'Ã©'; SET NAMES utf8mb4;
        INSERT INTO latin VALUES (1);
        CREATE DATABASE later; CREATE TABLE later.t (a INT); INSERT INTO later.t VALUES (1);
        """;

    public static readonly string[] Exact =
    [
        "d.chosen", "d.emptied", "d.ghost", "d.indexed", "d.latin", "d.made", "d.new_name", "d.other", "d.out_of",
        "d.quoted `table", "d.swap1", "d.swap2", "later.t",
    ];

    public static readonly string[] Scanned =
    [
        "d.altered: it was altered", "d.cut: it was altered", "d.part: a statement that names it is not understood",
        "d.piece: a statement that names it is not understood", "d.renamed_then: it was altered",
    ];
}
