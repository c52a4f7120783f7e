namespace Mesh.Orchestrations.Notices;

/// <summary>Whose notices are sent.</summary>
/// <param name="System">The system.</param>
public sealed record NotifyInput(string System)
{
    /// <summary>The event that says that there is something new.</summary>
    public const string News = "news";

    /// <summary>The id of the one instance that sends a system's notices.</summary>
    public static string IdOf(string system) => $"notify-{system}";
}
