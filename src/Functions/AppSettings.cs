using System.Globalization;
using Mesh.Activities.ControlPlane;
using Mesh.Activities.Movements;
using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;

namespace Mesh.Functions;

/// <summary>
/// The app's settings. On Azure they are environment variables; the names that triggers refer to
/// (<c>%NAME%</c>) have to be set there, since its host does not see what the app assumes.
/// </summary>
public sealed record AppSettings
{
    public const string DataDirectoryName = "MESH_DATA";
    public const string MovementsQueueName = "MESH_MOVEMENTS_QUEUE";
    public const string ResultsQueueName = "MESH_RESULTS_QUEUE";
    public const string AnswersQueueName = "MESH_ANSWERS_QUEUE";
    public const string ReportsQueueName = "MESH_REPORTS_QUEUE";
    public const string ScheduleTickName = "MESH_SCHEDULE_TICK";
    public const string TendTickName = "MESH_TEND_TICK";
    public const string SelfTickName = "MESH_SELF_TICK";
    public const string AlertSourcesName = "MESH_ALERT_SOURCES";
    public const string AccessFileName = "MESH_ACCESS";
    public const string NotificationsName = "MESH_NOTIFICATIONS";
    public const string ApiKeyName = "MESH_API_KEY";
    public const string StorageConnectionName = "AzureWebJobsStorage";

    /// <summary>What holds where a setting is not given.</summary>
    public static readonly IReadOnlyDictionary<string, string> Usual = new Dictionary<string, string>
    {
        [MovementsQueueName] = "movements",
        [ResultsQueueName] = "results",
        [AnswersQueueName] = "answers",
        [ReportsQueueName] = "reports",
        [ScheduleTickName] = "*/15 * * * * *",

        // Away from the full hours, at which backups begin.
        [TendTickName] = "0 23 * * * *",
        [SelfTickName] = "0 */5 * * * *",
    };

    /// <summary>Where the catalogue and the API key are kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The API key where it is given from outside; else it is a file of the data folder.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The file that declares who may send alerts; none may where it does not exist.</summary>
    public required string AlertSources { get; init; }

    /// <summary>The file that declares who has a key of their own; nobody where it does not exist.</summary>
    public required string AccessFile { get; init; }

    /// <summary>The file that declares who is told of alerts; nobody is where it does not exist.</summary>
    public required string Notifications { get; init; }

    /// <summary>The account whose queues are used; null where the host has queues of its own.</summary>
    public string? StorageConnection { get; init; }

    public required MovementOptions Queues { get; init; }

    /// <summary>The queue that answers of agents are put into.</summary>
    public string AnswersQueue { get; init; } = Usual[AnswersQueueName];

    /// <summary>The queue that what places report of checks is put into.</summary>
    public string ReportsQueue { get; init; } = Usual[ReportsQueueName];

    public MovementPolicy Policy { get; init; } = new();

    /// <summary>Where scratch servers keep their data; null for the data folder.</summary>
    public string? Scratch { get; init; }

    /// <summary>The repository that Mesh backs itself up to; null: it does not.</summary>
    public string? SelfRepository { get; init; }

    /// <summary>Where the password of that is found.</summary>
    public string? SelfPassword { get; init; }

    /// <summary>For how long one movement follows a log.</summary>
    public double CaptureSeconds { get; init; } = 20;

    /// <summary>What a log has held for so long is folded; one that has ended so long ago may be
    /// removed.</summary>
    public double LogSettleSeconds { get; init; } = 3600;

    /// <summary>How long a runbook waits for the agent of a standby before it asks somebody.</summary>
    public double AgentSeconds { get; init; } = 30;

    /// <summary>Reads the settings.</summary>
    /// <param name="lookUp">Gives a setting by its name; null or empty where it is not given.</param>
    /// <exception cref="MeshException"><c>bad-setting</c></exception>
    public static AppSettings Read(Func<string, string?> lookUp)
    {
        ArgumentNullException.ThrowIfNull(lookUp);
        var usual = new MovementPolicy();
        var data = Get(lookUp, DataDirectoryName) ?? throw new MeshException(
            "bad-setting", DataDirectoryName, "is not set", "name the data folder", ExitCode.BadInput);
        return new AppSettings
        {
            DataDirectory = data,
            AlertSources = Get(lookUp, AlertSourcesName) ?? Path.Combine(data, "alert-sources.yaml"),
            Notifications = Get(lookUp, NotificationsName) ?? Path.Combine(data, "notifications.yaml"),
            AccessFile = Get(lookUp, AccessFileName) ?? Path.Combine(data, "access.yaml"),
            ApiKey = Get(lookUp, ApiKeyName),
            StorageConnection = Get(lookUp, StorageConnectionName),
            Queues = new MovementOptions
            {
                MovementsQueue = Get(lookUp, MovementsQueueName)!,
                ResultsQueue = Get(lookUp, ResultsQueueName)!,
                ReportEvery = TimeSpan.FromMilliseconds(Number(lookUp, "MESH_REPORT_MILLISECONDS", 2000)),
            },
            AnswersQueue = Get(lookUp, AnswersQueueName)!,
            ReportsQueue = Get(lookUp, ReportsQueueName)!,
            Scratch = Get(lookUp, "MESH_SCRATCH"),
            SelfRepository = Get(lookUp, ControlPlaneOptions.RepositorySetting),
            SelfPassword = Get(lookUp, ControlPlaneOptions.PasswordSetting),
            CaptureSeconds = Number(lookUp, "MESH_CAPTURE_SECONDS", 20),
            AgentSeconds = Number(lookUp, "MESH_AGENT_SECONDS", 30),
            LogSettleSeconds = Number(lookUp, "MESH_LOG_SETTLE_SECONDS", 3600),
            Policy = usual with
            {
                MovementBytes = Number(lookUp, "MESH_MOVEMENT_BYTES", usual.MovementBytes),
                Window = (int)Number(lookUp, "MESH_MOVEMENT_WINDOW", usual.Window),
                PatienceSeconds = Number(
                    lookUp, "MESH_MOVEMENT_PATIENCE_SECONDS", (long)usual.PatienceSeconds),
                PauseSeconds = Number(
                    lookUp, "MESH_RETRY_PAUSE_MILLISECONDS", (long)(usual.PauseSeconds * 1000)) / 1000.0,
                MaxSends = (int)Number(lookUp, "MESH_MOVEMENT_SENDS", usual.MaxSends),
            },
        };
    }

    private static string? Get(Func<string, string?> lookUp, string name) =>
        lookUp(name) is { Length: > 0 } value ? value : Usual.GetValueOrDefault(name);

    private static long Number(Func<string, string?> lookUp, string name, long usual) =>
        Get(lookUp, name) switch
    {
        null => usual,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 => number,
        var text => throw new MeshException(
            "bad-setting", name, $"'{text}' is not a positive whole number", "", ExitCode.BadInput),
    };
}
