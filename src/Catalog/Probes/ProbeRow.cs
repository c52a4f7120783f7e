using Mesh.Domain.Detection;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mesh.Catalog.Probes;

internal sealed class ProbeRow
{
    public long Number { get; init; }

    public required string System { get; init; }

    public required string Place { get; init; }

    public required string Check { get; init; }

    public long Sequence { get; set; }

    public bool Healthy { get; set; }

    public DateTimeOffset Since { get; set; }

    public int Failures { get; set; }

    public required string Told { get; set; }

    public DateTimeOffset At { get; set; }

    public static void Map(EntityTypeBuilder<ProbeRow> probe)
    {
        probe.HasKey(row => row.Number);
        probe.HasIndex(row => new { row.System, row.Place, row.Check }).IsUnique();
    }

    public static ProbeRow Of(ProbeReport report)
    {
        var row = new ProbeRow
        {
            System = report.System, Place = report.Place, Check = report.Check, Told = "",
        };
        row.Take(report);
        return row;
    }

    public void Take(ProbeReport report) =>
        (Sequence, Healthy, Since, Failures, Told, At) = (
            report.Sequence, report.Healthy, report.Since, report.Failures, report.Told, report.At);

    public ProbeReport ToReport() => new()
    {
        System = System,
        Place = Place,
        Check = Check,
        Sequence = Sequence,
        Healthy = Healthy,
        Since = Since,
        Failures = Failures,
        Told = Told,
        At = At,
    };
}
