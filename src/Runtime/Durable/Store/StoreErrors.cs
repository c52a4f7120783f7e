using Mesh.Domain.Errors;
using Microsoft.Data.Sqlite;

namespace Mesh.Runtime.Durable.Store;

/// <summary>Says in the operator's words what SQLite says in codes.</summary>
internal static class StoreErrors
{
    public const string CorruptCode = "durable-store-corrupt";

    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static MeshException Translate(string path, SqliteException error)
    {
        var (code, cause, hint) = error.SqliteErrorCode switch
        {
            Full => ("durable-store-full", "the disk is full",
                "free some space; orchestrations go on by themselves"),
            Busy or Locked => ("durable-store-locked", "another process holds the database",
                "close the tool that has it open"),
            ReadOnly or CannotOpen => ("durable-store-access", "the database cannot be opened for writing",
                "check owner and permissions of the data folder"),
            Corrupt or NotADatabase => (CorruptCode, "the database file is damaged",
                "restore it from a copy, or move it away to start with an empty one"),
            InputOutput => ("durable-store-io", "reading or writing the database failed",
                "check the disk; orchestrations go on by themselves"),
            _ => ("durable-store-failed", "the database refused the operation", string.Empty),
        };
        return new MeshException(code, path, $"{cause}: {error.Message}", hint, innerException: error);
    }

    public static MeshException AlreadyOpen(string path, Exception inner) => new(
        "durable-store-in-use",
        path,
        "another process runs on this data folder",
        "stop that process, or use another data folder",
        ExitCode.Locked,
        inner);

    public static MeshException NewerSchema(string path, long found, long known) => new(
        "durable-store-newer",
        path,
        $"its schema is version {found}, this program knows {known}",
        "use the newer program that wrote it");

    public static MeshException NotDurable(string path, string setting, string found) => new(
        "durable-store-not-durable",
        path,
        $"{setting} is '{found}': a power loss could undo what was reported as done",
        "put the data folder on a local file system");
}
