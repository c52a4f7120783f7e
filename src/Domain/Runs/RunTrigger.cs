namespace Mesh.Domain.Runs;

/// <summary>Who asked for a run.</summary>
public enum RunTrigger
{
    /// <summary>Somebody, by command or API.</summary>
    Manual,

    /// <summary>The component's schedule.</summary>
    Schedule,
}
