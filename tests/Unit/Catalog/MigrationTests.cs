using Mesh.Catalog.Database;
using Mesh.Domain.Errors;
using Mesh.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Unit.Catalog;

public class MigrationTests
{
    [Fact]
    public void The_model_has_no_change_without_a_migration()
    {
        using var catalog = new ScratchCatalog();
        using var context = catalog.Main.GetRequiredService<IDbContextFactory<CatalogContext>>()
            .CreateDbContext();

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public void An_empty_folder_becomes_a_catalogue_with_a_write_ahead_log()
    {
        using var catalog = new ScratchCatalog();

        Assert.Equal(0, catalog.Count("SELECT count(*) FROM Systems"));
        Assert.Equal(1, catalog.Count("SELECT journal_mode = 'wal' FROM pragma_journal_mode"));
    }

    [Fact]
    public async Task Many_processes_may_upgrade_at_once_and_again()
    {
        using var catalog = new ScratchCatalog(upgrade: false);
        var processes = Enumerable.Range(0, 4).Select(_ => catalog.Process(TimeProvider.System)).ToList();

        await Task.WhenAll(processes.Select(process => Task.Run(() =>
            process.GetRequiredService<CatalogDatabase>().UpgradeAsync(default))));
        await catalog.Database.UpgradeAsync(default);

        Assert.Equal(19, catalog.Count("SELECT count(*) FROM __EFMigrationsHistory"));
    }

    [Fact]
    public async Task A_catalogue_of_the_first_version_keeps_its_runs_when_it_is_upgraded()
    {
        using var catalog = new ScratchCatalog(upgrade: false);
        Directory.CreateDirectory(Path.GetDirectoryName(catalog.File)!);
        await using (var context =
            catalog.Main.GetRequiredService<IDbContextFactory<CatalogContext>>().CreateDbContext())
        {
            await context.GetService<IMigrator>().MigrateAsync(context.Database.GetMigrations().First());
        }

        catalog.Execute("""
            INSERT INTO Runs (Id, System, Component, SystemRevision, Kind, Trigger, RequestedBy, Target,
                State, RequestedAt, Phases, Counters)
            VALUES ('run-1', 'orders', 'documents', 1, 'Restore', 'Manual', 'tester', '/srv/restored',
                'Queued', '2026-03-01T12:00:00.0000000Z', '[]', '{}')
            """);
        await catalog.Database.UpgradeAsync(default);

        var run = await catalog.Runs.GetAsync(RunId.Parse("run-1"), default);
        Assert.Equal("/srv/restored", run.Target);
        Assert.False(run.Overwrite);
    }

    [Fact]
    public async Task A_lock_left_by_a_killed_upgrade_does_not_stop_the_next()
    {
        using var catalog = new ScratchCatalog(upgrade: false);
        Directory.CreateDirectory(Path.GetDirectoryName(catalog.File)!);
        catalog.Execute("""
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
            """);

        await catalog.Database.UpgradeAsync(default).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(0, catalog.Count("SELECT count(*) FROM Runs"));
    }

    [Fact]
    public async Task A_catalogue_of_a_newer_version_is_refused_and_left_alone()
    {
        using var catalog = new ScratchCatalog();
        catalog.Execute("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0.0')");

        var refusal = await Assert.ThrowsAsync<MeshException>(() => catalog.Database.UpgradeAsync(default));

        Assert.Equal("catalogue-too-new", refusal.Code);
        Assert.Contains("29990101000000_Later", refusal.Cause, StringComparison.Ordinal);
    }
}
