using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.MariaDb.Log.Events;

/// <summary>A log with every kind of event group that a row-based server writes.</summary>
internal static class SampleLog
{
    public const string Statements = """
        CREATE DATABASE d;
        CREATE TABLE d.t (a INT UNSIGNED, b VARCHAR(20), c DECIMAL(10,3), PRIMARY KEY (a, b(7)));
        INSERT INTO d.t VALUES (1, 'x', 1.5), (2, 'ÿ', NULL);
        UPDATE d.t SET c = 7 WHERE a = 1;
        DELETE FROM d.t WHERE a = 2;
        BEGIN; INSERT INTO d.t VALUES (3, 'y', 0); SAVEPOINT s; INSERT INTO d.t VALUES (4, 'z', 0);
        ROLLBACK TO s; COMMIT;
        CREATE TABLE d.u SELECT a, b FROM d.t;
        CREATE SEQUENCE d.s; SELECT NEXTVAL(d.s);
        CREATE TABLE d.m (a INT) ENGINE = MyISAM; INSERT INTO d.m VALUES (1), (2);
        SET time_zone = '+03:00', lc_time_names = 'de_DE', character_set_client = latin1;
        TRUNCATE d.u;
        SET character_set_client = utf8mb4;
        XA START 'x'; INSERT INTO d.t VALUES (9, 'xa', 0); XA END 'x'; XA PREPARE 'x'; XA COMMIT 'x';
        FLUSH BINARY LOGS;
        SET SESSION gtid_domain_id = 7; INSERT INTO d.t VALUES (10, 'domain', 0);
        """;

    /// <summary>The bytes of the first file, closed.</summary>
    public static async Task<byte[]> WriteAsync(MariaDbServer server)
    {
        await server.SqlAsync(Statements);
        return await File.ReadAllBytesAsync(Path.Combine(server.DataFolder, "binlog.000001"));
    }
}
