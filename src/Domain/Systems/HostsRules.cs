using Mesh.Domain.Errors;

namespace Mesh.Domain.Systems;

/// <summary>What must hold for the capacity of hosts.</summary>
internal static class HostsRules
{
    public static IEnumerable<FieldProblem> Check(string field, HostsComponent hosts)
    {
        if (hosts.Capacity is not { } capacity)
        {
            yield break;
        }

        if (capacity.Full < capacity.Minimal)
        {
            yield return new FieldProblem(
                $"{field}.capacity.full",
                $"{capacity.Full} is less than 'minimal', {capacity.Minimal}",
                "write what production runs, which is at least what a standby runs");
        }

        if (hosts.Standby is null)
        {
            yield return new FieldProblem(
                $"{field}.capacity",
                "nothing stands by for these hosts, so that they never grow or shrink",
                "declare 'standby', or leave 'capacity' out");
        }
    }
}
