using Mesh.Runtime.Durable.Testing;

namespace Mesh.Runtime.Durable;

/// <summary>
/// What this engine offers beyond the API that it shares with Azure; for operators and tests.
/// </summary>
public interface IDurableAdministration
{
    /// <summary>The instances that cannot go on, each with the reason.</summary>
    Task<IReadOnlyList<SetAsideInstance>> ListSetAsideAsync();

    /// <summary>Tries an instance that was set aside once more; false when it was not set aside.</summary>
    Task<bool> RetryAsync(string instanceId);

    /// <summary>
    /// The history of the instance's present execution; null when there is no such instance.
    /// </summary>
    Task<RecordedHistory?> ExportHistoryAsync(string instanceId);
}
