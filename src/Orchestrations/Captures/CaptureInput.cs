namespace Mesh.Orchestrations.Captures;

/// <summary>The input of the capture of one log, and how far it has come.</summary>
public sealed record CaptureInput
{
    /// <summary>The log's name.</summary>
    public required string Stream { get; init; }

    /// <summary>How long one movement captures.</summary>
    public double Seconds { get; init; } = 20;

    /// <summary>The first pause after a failure; it doubles with each that follows.</summary>
    public double PauseSeconds { get; init; } = 1;

    /// <summary>The last step that was entered.</summary>
    public int Step { get; init; }

    /// <summary>How many movements have failed since one succeeded.</summary>
    public int Failures { get; init; }

    /// <summary>The orchestration instance of a log.</summary>
    public static string InstanceOf(string stream) => $"log-{stream}";
}
