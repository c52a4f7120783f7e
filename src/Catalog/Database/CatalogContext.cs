using Mesh.Catalog.Agents;
using Mesh.Catalog.Alerts;
using Mesh.Catalog.Audit;
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
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Database;

/// <summary>The tables of the control plane. Rows stay in this project; records leave it.</summary>
internal sealed class CatalogContext(DbContextOptions<CatalogContext> options) : DbContext(options)
{
    public DbSet<SystemRow> Systems => Set<SystemRow>();

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<PointRow> Points => Set<PointRow>();

    public DbSet<LogStreamRow> Logs => Set<LogStreamRow>();

    public DbSet<ProofRow> Proofs => Set<ProofRow>();

    public DbSet<AlertRow> Alerts => Set<AlertRow>();

    public DbSet<RunbookRow> Runbooks => Set<RunbookRow>();

    public DbSet<CycleRow> Cycles => Set<CycleRow>();

    public DbSet<ProductionRow> Productions => Set<ProductionRow>();

    public DbSet<DrillRow> Drills => Set<DrillRow>();

    public DbSet<DowntimeRow> Downtimes => Set<DowntimeRow>();

    public DbSet<IncidentRow> Incidents => Set<IncidentRow>();

    public DbSet<UsedSignatureRow> UsedSignatures => Set<UsedSignatureRow>();

    public DbSet<ProbeRow> Probes => Set<ProbeRow>();

    public DbSet<VerdictRow> Verdicts => Set<VerdictRow>();

    public DbSet<AgentKeyRow> AgentKeys => Set<AgentKeyRow>();

    public DbSet<NoticeRow> Notices => Set<NoticeRow>();

    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    public DbSet<AcknowledgementRow> Acknowledgements => Set<AcknowledgementRow>();

    public DbSet<SampleRow> Samples => Set<SampleRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcText>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SystemRow>(SystemRow.Map);
        modelBuilder.Entity<RunRow>(RunRow.Map);
        modelBuilder.Entity<PointRow>(PointRow.Map);
        modelBuilder.Entity<LogStreamRow>(LogStreamRow.Map);
        modelBuilder.Entity<ProofRow>(ProofRow.Map);
        modelBuilder.Entity<AlertRow>(AlertRow.Map);
        modelBuilder.Entity<RunbookRow>(RunbookRow.Map);
        modelBuilder.Entity<CycleRow>(CycleRow.Map);
        modelBuilder.Entity<ProductionRow>(ProductionRow.Map);
        modelBuilder.Entity<DrillRow>(DrillRow.Map);
        modelBuilder.Entity<DowntimeRow>(DowntimeRow.Map);
        modelBuilder.Entity<IncidentRow>(IncidentRow.Map);
        modelBuilder.Entity<UsedSignatureRow>(UsedSignatureRow.Map);
        modelBuilder.Entity<ProbeRow>(ProbeRow.Map);
        modelBuilder.Entity<VerdictRow>(VerdictRow.Map);
        modelBuilder.Entity<AgentKeyRow>(AgentKeyRow.Map);
        modelBuilder.Entity<NoticeRow>(NoticeRow.Map);
        modelBuilder.Entity<DeliveryRow>(DeliveryRow.Map);
        modelBuilder.Entity<AcknowledgementRow>(AcknowledgementRow.Map);
        modelBuilder.Entity<SampleRow>(SampleRow.Map);
        modelBuilder.Entity<AuditRow>(AuditRow.Map);
    }
}
