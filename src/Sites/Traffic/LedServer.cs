namespace Mesh.Sites.Traffic;

/// <summary>A server of a backend, as HAProxy tells of it.</summary>
/// <param name="Name">Its name in the backend.</param>
/// <param name="IsUp">Whether it may take sessions (<c>srv_op_state</c>); true too before the first check of one
/// that HAProxy has just started with.</param>
/// <param name="IsClosed">Whether it was taken out by hand (<c>srv_admin_state</c>): maintenance or drain.</param>
/// <param name="IsShown">Whether its last check went well, or it has none (<c>srv_check_result</c>).</param>
/// <param name="IsChecked">Whether it is checked at all (<c>srv_check_state</c>).</param>
/// <param name="AsksRole">Whether it is checked at a port of its own, as the agent's role endpoint is.</param>
/// <param name="Sessions">How many sessions are open to it.</param>
/// <param name="Told">Its state and last check in HAProxy's words.</param>
internal sealed record LedServer(
    string Name,
    bool IsUp,
    bool IsShown,
    bool IsClosed,
    bool IsChecked,
    bool AsksRole,
    long Sessions,
    string Told)
{
    /// <summary>Whether new sessions are led to it.</summary>
    public bool Leads => IsUp && !IsClosed;

    /// <summary>Whether new sessions are led to it, and its check has said that they may be.</summary>
    public bool Serves => Leads && IsShown;

    public override string ToString() => $"{Name} {Told}";
}
