using Mesh.Catalog.Agents;
using Mesh.Catalog.Alerts;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Downtimes;
using Mesh.Catalog.Drills;
using Mesh.Catalog.Incidents;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Notices;
using Mesh.Catalog.Points;
using Mesh.Catalog.Probes;
using Mesh.Catalog.Proofs;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Standbys;
using Mesh.Catalog.Systems;
using Mesh.Catalog.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Catalog;

/// <summary>Adds the catalogue to a host.</summary>
public static class CatalogServices
{
    /// <summary>
    /// Adds the catalogue over the SQLite file of the options. The host supplies the <see
    /// cref="TimeProvider"/>, and calls <see cref="CatalogDatabase.UpgradeAsync"/> before anything else.
    /// </summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services, CatalogOptions options)
    {
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = options.File,
            ForeignKeys = true,
            DefaultTimeout = 60,
        };
        services.AddDbContextFactory<CatalogContext>(builder =>
            builder.UseSqlite(connection.ConnectionString).AddInterceptors(new Pragmas()));
        services.AddSingleton(options);
        services.AddSingleton(provider => new CatalogDatabase(
            provider.GetRequiredService<IDbContextFactory<CatalogContext>>(), options, Time(provider)));
        services.AddSingleton(provider => new SystemRegistry(Database(provider), Time(provider)));
        services.AddSingleton(provider => new RunLog(Database(provider), Time(provider)));
        services.AddSingleton(provider => new RecoveryPoints(Database(provider), Time(provider)));
        services.AddSingleton(provider => new LogStreams(Database(provider), Time(provider)));
        services.AddSingleton(provider => new RestoredPoints(
            provider.GetRequiredService<RunLog>(), provider.GetRequiredService<RecoveryPoints>()));
        services.AddSingleton(provider => new LogNeeds(
            provider.GetRequiredService<RecoveryPoints>(), provider.GetRequiredService<RestoredPoints>()));
        services.AddSingleton(provider => new ProofLog(Database(provider), Time(provider)));
        services.AddSingleton(provider => new AgentKeys(
            Database(provider), provider.GetRequiredService<SystemRegistry>(), Time(provider)));
        services.AddSingleton(provider => new AlertBoard(Database(provider), Time(provider)));
        services.AddSingleton(provider => new IncidentBook(Database(provider), Time(provider)));
        services.AddSingleton(provider => new NoticeBoard(Database(provider), Time(provider)));
        services.AddSingleton(provider => new IncidentCourse(Database(provider), Time(provider)));
        services.AddSingleton(provider => new RunbookBook(Database(provider), Time(provider)));
        services.AddSingleton(provider => new CycleBook(Database(provider), Time(provider)));
        services.AddSingleton(provider => new DrillBook(Database(provider), Time(provider)));
        services.AddSingleton(provider => new ProductionBoard(Database(provider), Time(provider)));
        services.AddSingleton(provider => new ProbeBoard(
            Database(provider),
            provider.GetRequiredService<SystemRegistry>(),
            provider.GetRequiredService<ProductionBoard>(),
            Time(provider)));
        services.AddSingleton(provider => new WantedLogs(provider.GetRequiredService<SystemRegistry>()));
        services.AddSingleton(provider => new Measurements(Database(provider)));
        services.AddSingleton(provider => new AuditTrail(Database(provider), Time(provider)));
        services.AddSingleton(provider => new DueRuns(
            provider.GetRequiredService<SystemRegistry>(),
            provider.GetRequiredService<RunLog>(),
            provider.GetRequiredService<RecoveryPoints>(),
            Time(provider)));
        services.AddSingleton(provider => new ProtectionBoard(
            provider.GetRequiredService<SystemRegistry>(),
            provider.GetRequiredService<RecoveryPoints>(),
            provider.GetRequiredService<LogStreams>(),
            provider.GetRequiredService<LogNeeds>(),
            provider.GetRequiredService<ProofLog>(),
            provider.GetRequiredService<Measurements>(),
            Time(provider)));
        services.AddSingleton(provider => new DowntimeLog(Database(provider), Time(provider)));
        services.AddSingleton(provider => new StandingBoard(
            provider.GetRequiredService<ProtectionBoard>(),
            provider.GetRequiredService<ProofLog>(),
            provider.GetRequiredService<DowntimeLog>(),
            provider.GetRequiredService<CycleBook>(),
            provider.GetRequiredService<DrillBook>(),
            Time(provider)));
        return services;
    }

    private static CatalogDatabase Database(IServiceProvider provider) =>
        provider.GetRequiredService<CatalogDatabase>();

    private static TimeProvider Time(IServiceProvider provider) =>
        provider.GetRequiredService<TimeProvider>();
}
