using Mesh.Catalog;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Downtimes;
using Mesh.Catalog.Incidents;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Manifests;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Catalog.Telemetry;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Tests.Kit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Unit.Catalog;

/// <summary>
/// A catalogue in a folder of its own, on a clock that stands still. Each one opened is like a process.
/// </summary>
internal sealed class ScratchCatalog : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly List<ServiceProvider> processes = [];

    public ScratchCatalog(bool upgrade = true)
    {
        Main = Process();
        if (upgrade)
        {
            Main.GetRequiredService<CatalogDatabase>().UpgradeAsync(default).GetAwaiter().GetResult();
        }
    }

    public static ComponentAddress Documents { get; } = ComponentAddress.Parse("orders/documents");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public string File => folder["data/catalog.db"];

    public IServiceProvider Main { get; }

    public CatalogDatabase Database => Main.GetRequiredService<CatalogDatabase>();

    public SystemRegistry Systems => Main.GetRequiredService<SystemRegistry>();

    public RunLog Runs => Main.GetRequiredService<RunLog>();

    public DueRuns Due => Main.GetRequiredService<DueRuns>();

    public RecoveryPoints Points => Main.GetRequiredService<RecoveryPoints>();

    public LogStreams Logs => Main.GetRequiredService<LogStreams>();

    public LogNeeds Needs => Main.GetRequiredService<LogNeeds>();

    public Measurements Measurements => Main.GetRequiredService<Measurements>();

    public AuditTrail Audit => Main.GetRequiredService<AuditTrail>();

    public DowntimeLog Downtimes => Main.GetRequiredService<DowntimeLog>();

    public IncidentBook Incidents => Main.GetRequiredService<IncidentBook>();

    public StandingBoard Standings => Main.GetRequiredService<StandingBoard>();

    public ProtectionBoard Board => Main.GetRequiredService<ProtectionBoard>();

    /// <summary>Services of their own over the same file.</summary>
    public ServiceProvider Process(TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? Time);
        services.AddCatalog(new CatalogOptions(File));

        // A query that leaves to chance which rows it gives is an error in every test.
        services.ConfigureDbContext<CatalogContext>(options => options.ConfigureWarnings(warnings =>
            warnings.Throw(
                CoreEventId.RowLimitingOperationWithoutOrderByWarning,
                CoreEventId.FirstWithoutOrderByAndFilterWarning)));
        var process = services.BuildServiceProvider();
        processes.Add(process);
        return process;
    }

    public static SystemDefinition Orders(string schedule = "", string more = "") => SystemManifest.Read(
        $$"""
        apiVersion: mesh/v1
        kind: System
        name: orders
        sites: [{name: office}]
        objectives: {rpo: 24h}
        vault: {repository: /srv/vault, password: 'env:VAULT_PASSWORD'}
        {{(schedule.Length == 0 ? "" : $"schedule: {{timeZone: UTC, incremental: '{schedule}'}}")}}
        components:
          - {name: documents, kind: files, paths: [/srv/documents]}
        {{more}}
        """,
        "orders.yaml");

    public static NewRun Run(string id, RunKind kind = RunKind.Backup) =>
        new(RunId.Parse(id), Documents, 1, kind, "tester")
        {
            Mode = kind == RunKind.Backup ? BackupMode.Full : null,
            Target = kind == RunKind.Restore ? "/srv/restored" : null,
        };

    public long Count(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public int Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Dispose();
        }

        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}
