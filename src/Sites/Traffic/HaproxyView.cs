using System.Globalization;

namespace Mesh.Sites.Traffic;

/// <summary>
/// The servers of a backend, read from what HAProxy keeps for its own restart (management guide, "show
/// servers state") and from its statistics (the same, "CSV format").
/// </summary>
/// <param name="State">What HAProxy would load again, as it gave it.</param>
/// <param name="Servers">By name.</param>
internal sealed record HaproxyView(string State, IReadOnlyDictionary<string, LedServer> Servers)
{
    private const int Stopped = 0;
    private const int ForcedMaintenance = 0x01;
    private const int ForcedDrain = 0x08;
    private const int CheckConfigured = 0x02;
    private const int CheckPassed = 3;

    /// <summary>Reads a backend.</summary>
    /// <exception cref="SitePartException">As of <see cref="HaproxySocket.AskAsync"/> and
    /// <see cref="HaproxySocket.Refusal"/>.</exception>
    public static async Task<HaproxyView> ReadAsync(
        HaproxySocket socket, string backend, CancellationToken cancellationToken)
    {
        var asked = $"show servers state {backend}";
        var state = await socket.AskAsync(asked, cancellationToken);
        var states = Rows(state, skipped: 1, ' ') ?? throw socket.Refusal(asked, state);

        // 4: servers only; -1: all of them.
        asked = $"show stat {backend} 4 -1";
        var statistics = await socket.AskAsync(asked, cancellationToken);
        var counts = Rows(statistics, skipped: 0, ',') ?? throw socket.Refusal(asked, statistics);
        try
        {
            var byName = counts.ToDictionary(row => row["svname"], StringComparer.Ordinal);
            return new HaproxyView(
                state,
                states.ToDictionary(
                    row => row["srv_name"],
                    row => Server(row, byName[row["srv_name"]]),
                    StringComparer.Ordinal));
        }
        catch (Exception error) when (error is KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new SitePartException("haproxy-answer-broken", backend,
                $"what HAProxy tells of its servers cannot be read: {error.Message}",
                "ask again; HAProxy 2.4 or later is needed", retryable: true, error);
        }
    }

    private static LedServer Server(Dictionary<string, string> state, Dictionary<string, string> counts)
    {
        var (status, check) = (counts["status"], counts["last_chk"].Trim());
        var code = counts["check_code"];
        var isChecked = (Number(state["srv_check_state"]) & CheckConfigured) != 0;
        return new LedServer(
            state["srv_name"],
            IsUp: Number(state["srv_op_state"]) != Stopped,
            IsShown: !isChecked || Number(state["srv_check_result"]) >= CheckPassed,
            IsClosed: (Number(state["srv_admin_state"]) & (ForcedMaintenance | ForcedDrain)) != 0,
            IsChecked: isChecked,
            AsksRole: isChecked && Number(state["srv_check_port"]) is not 0 and var port
                && port != Number(state["srv_port"]),
            Sessions: Number(counts["scur"]),
            Told: check.Length == 0 ? status : $"{status} ({counts["check_status"]}"
                + (code.Length == 0 ? ")" : $" {code})"));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    // Null where it does not begin as such a table does: HAProxy has said something else.
    private static List<Dictionary<string, string>>? Rows(string text, int skipped, char separator)
    {
        var lines = text.Split('\n').Skip(skipped).ToList();
        if (lines is not [['#', ' ', .. var names], ..])
        {
            return null;
        }

        var columns = names.Split(separator);
        return
        [
            .. lines.Skip(1).Where(line => line.Length > 0).Select(line =>
            {
                var values = line.Split(separator);
                return values.Length >= columns.Length
                    ? columns.Zip(values).Where(pair => pair.First is not ("" or "-"))
                        .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
                    : throw new SitePartException("haproxy-answer-broken", line,
                        "a line of HAProxy's answer is cut off", "ask again", retryable: true);
            }),
        ];
    }
}
