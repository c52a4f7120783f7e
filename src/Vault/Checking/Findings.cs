namespace Mesh.Vault.Checking;

/// <summary>Collects findings from many threads, and no more of them than anybody reads.</summary>
internal sealed class Findings
{
    private const int Limit = 5_000;

    private readonly Lock _lock = new();
    private readonly List<Finding> _kept = [];
    private long _errors;

    public long Errors => Interlocked.Read(ref _errors);

    public void Error(string code, string subject, string message)
    {
        Interlocked.Increment(ref _errors);
        Keep(new Finding(Severity.Error, code, subject, message));
    }

    public void Note(string code, string subject, string message) =>
        Keep(new Finding(Severity.Note, code, subject, message));

    /// <summary>Errors first, otherwise in a stable order.</summary>
    public IReadOnlyList<Finding> ToList()
    {
        lock (_lock)
        {
            return [.. _kept.OrderByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.Code, StringComparer.Ordinal)
                .ThenBy(finding => finding.Subject, StringComparer.Ordinal)];
        }
    }

    private void Keep(Finding finding)
    {
        lock (_lock)
        {
            if (_kept.Count < Limit)
            {
                _kept.Add(finding);
            }
        }
    }
}
