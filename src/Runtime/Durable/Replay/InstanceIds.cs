namespace Mesh.Runtime.Durable.Replay;

/// <summary>The rules for ids of instances, which hold on every host.</summary>
internal static class InstanceIds
{
    private const int MaxLength = 100;

    public static void Check(string id, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameter);
        if (id.Length > MaxLength || id[0] == '@' || id.Any(c => char.IsControl(c) || "/\\#?".Contains(c)))
        {
            throw new ArgumentException(
                $"The instance id '{id}' is not allowed: at most {MaxLength} characters, no '/', '\\', '#', "
                + "'?' or control characters, and not '@' at the beginning.",
                parameter);
        }
    }
}
