using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>What one look at the log tells of the lost transactions.</summary>
internal sealed class LostSurvey
{
    private readonly Dictionary<(uint Domain, uint Server), Gtid> _kept = [];

    private LostSurvey(LostLog log)
    {
        Log = log;
        foreach (var gtid in log.Before.Where(gtid => !log.IsLost(gtid)))
        {
            _kept[(gtid.Domain, gtid.Server)] = gtid;
        }
    }

    public LostLog Log { get; }

    /// <summary>
    /// The last transaction in the log that both servers have; null where the log has none any more.
    /// </summary>
    public LostMoment? NewestKept { get; private set; }

    /// <summary>
    /// The last that only this one has and that is not Mesh's own; null where there is none.
    /// </summary>
    public LostMoment? NewestLost { get; private set; }

    /// <summary>Whether all that is lost comes behind all that both have.</summary>
    public bool IsEnd { get; private set; } = true;

    /// <summary>How many lost transactions the log has, Mesh's own included.</summary>
    public int Count { get; private set; }

    public LaterStatements Statements { get; } = new();

    /// <summary>The state of the log without the lost, as <c>gtid_binlog_state</c> has it.</summary>
    public string KeptState => string.Join(
        ',', _kept.Values.OrderBy(gtid => gtid.Domain).ThenBy(gtid => gtid.Sequence));

    /// <summary>The newest that both have, of each domain.</summary>
    public string KeptPosition => GtidPosition.Of(_kept.Values.OrderBy(gtid => gtid.Sequence)).ToString();

    /// <summary>
    /// Seconds from the commit of the newest transaction that both have to the commit of the newest lost one,
    /// as the old primary's log tells them, in whole seconds; 0 where nothing of anybody but Mesh is lost;
    /// null where the log does not tell, or its clock was set back between them.
    /// </summary>
    public double? RpoSeconds => Log.Purged.Count > 0 ? null
        : NewestLost is null ? 0
        : (NewestLost.At - NewestKept?.At)?.TotalSeconds is >= 0 and var seconds ? seconds
        : null;

    /// <summary>Looks, and goes back until it has seen one that both have.</summary>
    /// <exception cref="Domain.Errors.MeshException">The log could not be read.</exception>
    public static async Task<LostSurvey> OfAsync(LostLog log, CancellationToken cancellationToken)
    {
        while (true)
        {
            var survey = new LostSurvey(log);
            await foreach (var group in log.ReadAsync(cancellationToken))
            {
                survey.Take(group);
            }

            if (survey.NewestKept is not null
                || await log.EarlierAsync(cancellationToken) is not { } earlier)
            {
                return survey;
            }

            log = earlier;
        }
    }

    private void Take(LogGroup group)
    {
        if (!Log.IsLost(group.Gtid))
        {
            IsEnd &= Count == 0;
            _kept[(group.Gtid.Domain, group.Gtid.Server)] = group.Gtid;
            NewestKept = LostMoment.Of(group);
            return;
        }

        try
        {
            foreach (var statement in GroupKind.Statements(group))
            {
                Statements.Add(Count, QueryEvent.Parse(statement));
            }

            if (!LostGroups.IsHeartbeat(group))
            {
                NewestLost = LostMoment.Of(group);
            }
        }
        catch (FormatException error)
        {
            throw new DamagedLogException($"transaction {group.Gtid} at {group.From}", error.Message, error);
        }

        Count++;
    }
}
