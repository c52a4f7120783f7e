using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>What must hold for the failover that is declared.</summary>
internal static class FailoverChecks
{
    private static readonly string[] Schemes = ["tcp", "http", "https"];

    public static IEnumerable<FieldProblem> Check(SystemDefinition system) =>
        system.Failover is { } failover
            ?
            [
                .. Deciders(failover), .. Votes(system, failover), .. Times(failover), .. Looks(failover),
                .. DeclaredStepChecks.Check(system, failover),
            ]
            : [];

    private static IEnumerable<FieldProblem> Deciders(FailoverRules failover)
    {
        var asks = failover.Mode == FailoverMode.Approve;
        if (asks && failover.Approvers.Count == 0)
        {
            yield return new FieldProblem(
                "failover.approvers", "there is nobody to ask", "name at least one approver");
        }

        if (asks && failover.ApproveWithin is null)
        {
            yield return new FieldProblem(
                "failover.approveWithin", "is missing", "say how long the approvers have, as in '15m'");
        }

        foreach (var (name, given) in new[]
        {
            ("approvers", failover.Approvers.Count > 0),
            ("approveWithin", failover.ApproveWithin is not null),
            ("escalateTo", failover.EscalateTo.Count > 0),
        })
        {
            if (!asks && given)
            {
                yield return new FieldProblem(
                    $"failover.{name}",
                    "an automatic failover asks nobody",
                    "leave it out, or write 'mode: approve'");
            }
        }

        foreach (var (name, people) in new[]
        {
            ("approvers", failover.Approvers), ("escalateTo", failover.EscalateTo),
        })
        {
            for (var place = 0; place < people.Count; place++)
            {
                if (string.IsNullOrWhiteSpace(people[place]) || people.Take(place).Contains(people[place]))
                {
                    yield return new FieldProblem(
                        $"failover.{name}[{place}]", "is empty or named already", "name each person once");
                }
            }
        }
    }

    private static IEnumerable<FieldProblem> Votes(SystemDefinition system, FailoverRules failover)
    {
        if (failover.Mode != FailoverMode.Automatic)
        {
            yield break;
        }

        if (system.Witness is null)
        {
            yield return new FieldProblem(
                "failover.mode",
                "two sites alone cannot tell a lost site from a lost line",
                "declare a 'witness' at a third place, or write 'mode: approve'");
        }

        for (var place = 0; place < system.Sites.Count; place++)
        {
            if (system.Sites[place].Voter is null)
            {
                yield return new FieldProblem(
                    $"sites[{place}].voter",
                    "is missing, and an automatic failover takes a majority of three votes",
                    "name the store of this site's vote, as in 'voter: /var/lib/mesh/voter'");
            }
        }
    }

    private static IEnumerable<FieldProblem> Times(FailoverRules failover)
    {
        foreach (var (name, time, least, most) in new[]
        {
            ("lease", failover.Lease, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
            ("detection.every", failover.Detection.Every, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            ("approveWithin", failover.ApproveWithin ?? TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1),
                TimeSpan.FromDays(7)),
        })
        {
            if (time < least || time > most)
            {
                yield return new FieldProblem(
                    $"failover.{name}",
                    $"'{Durations.Format(time)}' is not between {Durations.Format(least)} and "
                    + Durations.Format(most),
                    "write a time between them");
            }
        }
    }

    private static IEnumerable<FieldProblem> Looks(FailoverRules failover)
    {
        for (var place = 0; place < failover.Checks.Count; place++)
        {
            var check = failover.Checks[place];
            var known = Uri.TryCreate(check, UriKind.Absolute, out var uri)
                && Schemes.Contains(uri.Scheme) && uri.Host.Length > 0
                && (uri.Scheme != "tcp" || uri.Port > 0) && uri.UserInfo.Length == 0;
            if (!known && !DatabaseConnection.Read(check).IsValid)
            {
                yield return new FieldProblem(
                    $"failover.checks[{place}]",
                    "is nothing that can be asked",
                    "write tcp://HOST:PORT, http://..., https://... or mariadb://USER@HOST");
            }
        }
    }
}
