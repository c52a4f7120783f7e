using System.Text;
using System.Text.RegularExpressions;
using Mesh.Domain.Errors;

namespace Mesh.Runtime.Queues;

/// <summary>
/// What Azure Storage Queues accept; the embedded queue accepts no more, so that code stays portable.
/// </summary>
public static partial class QueueLimits
{
    /// <summary>64 KiB on the wire, of which base64 takes a quarter.</summary>
    public const int MaxBodyBytes = 48 * 1024;

    public const int MaxBatch = 32;

    /// <summary>The visibility time of a message is bounded by the service.</summary>
    public static readonly TimeSpan MaxVisibility = TimeSpan.FromDays(7);

    public static bool IsName(string queue) => NamePattern().IsMatch(queue);

    public static void CheckName(string queue)
    {
        if (!IsName(queue))
        {
            throw new MeshException(
                "bad-queue-name",
                $"queue '{queue}'",
                "is not a queue's name",
                "3 to 63 lower-case letters, digits and single hyphens, with a letter or digit at both ends",
                ExitCode.BadInput);
        }
    }

    public static void CheckBody(string queue, string body)
    {
        var size = Encoding.UTF8.GetByteCount(body);
        if (size > MaxBodyBytes)
        {
            throw new MeshException(
                "message-too-large",
                $"queue '{queue}'",
                $"a message of {size} bytes is over the limit of {MaxBodyBytes}",
                "a message carries references, never data",
                ExitCode.BadInput);
        }
    }

    [GeneratedRegex(@"^(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex NamePattern();
}
