using Mesh.Activities.Movements;
using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;

namespace Mesh.Functions;

/// <summary>The app's settings. They come from environment variables on every host.</summary>
public sealed record AppSettings
{
    public const string DataVariable = "MESH_DATA";
    public const string MovementsQueueVariable = "MESH_MOVEMENTS_QUEUE";
    public const string ResultsQueueVariable = "MESH_RESULTS_QUEUE";
    public const string ScheduleTickVariable = "MESH_SCHEDULE_TICK";
    public const string StorageVariable = "AzureWebJobsStorage";

    /// <summary>Where the catalogue and the API key are kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The API key where it is given from outside; else it is a file of the data folder.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The account whose queues are used; null where the host has queues of its own.</summary>
    public string? StorageConnection { get; init; }

    public required MovementOptions Queues { get; init; }

    public MovementPolicy Policy { get; init; } = new();

    /// <summary>
    /// Gives the variables that triggers refer to their usual values where they are not set; to be called before the
    /// host starts.
    /// </summary>
    public static void SetDefaults()
    {
        SetDefault(MovementsQueueVariable, "movements");
        SetDefault(ResultsQueueVariable, "results");
        SetDefault(ScheduleTickVariable, "*/15 * * * * *");
    }

    /// <summary>Reads the environment.</summary>
    /// <exception cref="MeshException"><c>bad-setting</c></exception>
    public static AppSettings FromEnvironment()
    {
        SetDefaults();
        var usual = new MovementPolicy();
        return new AppSettings
        {
            DataDirectory = Get(DataVariable)
                ?? throw new MeshException("bad-setting", DataVariable, "is not set", "name the data folder"),
            ApiKey = Get("MESH_API_KEY"),
            StorageConnection = Get(StorageVariable),
            Queues = new MovementOptions
            {
                MovementsQueue = Get(MovementsQueueVariable)!,
                ResultsQueue = Get(ResultsQueueVariable)!,
            },
            Policy = usual with
            {
                MovementBytes = Number("MESH_MOVEMENT_BYTES", usual.MovementBytes),
                Window = (int)Number("MESH_MOVEMENT_WINDOW", usual.Window),
                PatienceSeconds = Number("MESH_MOVEMENT_PATIENCE_SECONDS", (long)usual.PatienceSeconds),
                MaxSends = (int)Number("MESH_MOVEMENT_SENDS", usual.MaxSends),
            },
        };
    }

    private static string? Get(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static void SetDefault(string name, string value)
    {
        if (Get(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private static long Number(string name, long usual) => Get(name) switch
    {
        null => usual,
        var text when long.TryParse(text, out var number) && number > 0 => number,
        var text => throw new MeshException(
            "bad-setting", name, $"'{text}' is not a positive whole number", "", ExitCode.BadInput),
    };
}
