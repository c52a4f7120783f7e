using System.Globalization;

namespace Mesh.Tests.App.Partitions;

/// <summary>
/// One deed of a schedule. Places and processes are named by the role that their site has at the schedule's
/// beginning: <c>p</c> production, <c>s</c> standby, <c>w</c> the witness's place, where Mesh runs.
/// </summary>
/// <param name="At">When, from the beginning.</param>
/// <param name="Deed">What.</param>
/// <param name="One">The place that is cut from another, or the process.</param>
/// <param name="Other">The other place; of a clock, how many seconds it is set ahead.</param>
internal sealed record Event(TimeSpan At, Deed Deed, string One = "", string Other = "")
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{At.TotalSeconds,6:0.00} s {Deed} {One} {Other}").TrimEnd();
}
