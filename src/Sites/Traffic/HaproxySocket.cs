using System.Net.Sockets;
using System.Text;

namespace Mesh.Sites.Traffic;

/// <summary>
/// HAProxy's runtime API (management guide, "Unix Socket commands"): a connection a line, which HAProxy closes
/// when it has answered.
/// </summary>
/// <param name="path">Of the socket.</param>
/// <param name="limit">How long one answer may take.</param>
/// <param name="time">The clock of the limit.</param>
internal sealed class HaproxySocket(string path, TimeSpan limit, TimeProvider time)
{
    private const int LongestAnswer = 4 << 20;

    /// <summary>Gives commands and returns all that HAProxy answered.</summary>
    /// <exception cref="SitePartException">
    /// <c>haproxy-unreachable</c>, <c>haproxy-denied</c>, <c>haproxy-silent</c>, <c>haproxy-answer-broken</c>
    /// </exception>
    public async Task<string> AskAsync(string commands, CancellationToken cancellationToken)
    {
        using var ending = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellationToken);
        try
        {
            return await TalkAsync(commands, either.Token);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new SitePartException("haproxy-denied", path, "the agent may not open the socket",
                "see to 'user', 'group' and 'mode' of HAProxy's 'stats socket'", innerException: error);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            throw new SitePartException("haproxy-unreachable", path,
                $"HAProxy does not answer: {error.Message}",
                "see whether it runs and has this 'stats socket'", retryable: true, error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SitePartException("haproxy-silent", path,
                $"HAProxy has not answered '{commands}' within {limit.TotalSeconds:0.#} s",
                "what was asked may have been done: look at its status", retryable: true);
        }
    }

    /// <summary>Gives a command that changes something; HAProxy says nothing where it was done.</summary>
    /// <exception cref="SitePartException">As above; and <c>haproxy-server-unknown</c>,
    /// <c>haproxy-refused</c>.</exception>
    public async Task SetAsync(string commands, CancellationToken cancellationToken)
    {
        var answer = (await AskAsync(commands, cancellationToken)).Trim();
        if (answer.Length > 0)
        {
            throw Refusal(commands, answer);
        }
    }

    /// <summary>What HAProxy's words mean, where they are no answer.</summary>
    public SitePartException Refusal(string commands, string answer)
    {
        var line = answer.Split('\n')[0].Trim();
        return line switch
        {
            _ when line.StartsWith("Permission denied", StringComparison.Ordinal) => new SitePartException(
                "haproxy-denied", path, $"HAProxy does not allow '{commands}' on this socket",
                "write 'level admin' behind its 'stats socket'"),
            _ when line.StartsWith("No such", StringComparison.Ordinal)
                || line.StartsWith("Can't find", StringComparison.Ordinal) => new SitePartException(
                "haproxy-server-unknown", path, $"HAProxy answered '{commands}' with '{line}'",
                "compare the agent's configuration with haproxy.cfg"),
            _ => new SitePartException("haproxy-refused", path,
                $"HAProxy answered '{commands}' with '{line}'",
                "see to what it says; HAProxy 2.4 or later is needed"),
        };
    }

    private async Task<string> TalkAsync(string commands, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(commands + "\n"), cancellationToken);
        using var answer = new MemoryStream();
        var buffer = new byte[16384];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            answer.Write(buffer, 0, read);
            if (answer.Length > LongestAnswer)
            {
                throw Broken($"more than {LongestAnswer} bytes came");
            }
        }

        // HAProxy ends each command's answer with an empty line; without it the answer is a part of one.
        var text = Encoding.UTF8.GetString(answer.ToArray());
        return text.EndsWith('\n') ? text : throw Broken("its answer ends in the middle");
    }

    private SitePartException Broken(string cause) => new(
        "haproxy-answer-broken", path, cause, "see whether HAProxy has just ended", retryable: true);
}
