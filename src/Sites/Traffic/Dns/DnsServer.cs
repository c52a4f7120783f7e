using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>A name server that is asked over TCP (RFC 7766), one message a connection.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="limit">How long one answer may take.</param>
/// <param name="time">The clock of limits and signatures.</param>
internal sealed class DnsServer(IPEndPoint address, TimeSpan limit, TimeProvider time)
{
    private int last;

    public override string ToString() => address.ToString();

    /// <summary>The records of a name; empty where there are none.</summary>
    /// <param name="name">In full.</param>
    /// <param name="type">The type's number.</param>
    /// <param name="key">Signs; null for a resolver, who is asked to look for them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SitePartException">As of <see cref="SendAsync"/>; and <c>dns-no-authority</c>.</exception>
    public async Task<IReadOnlyList<DnsRecord>> FindAsync(
        string name, ushort type, TsigKey? key, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            id => DnsRequests.Query(id, name, type, recursive: key is null), key, cancellationToken);
        if (answer.Code is not (DnsNumbers.NoError or DnsNumbers.NxDomain))
        {
            throw DnsErrors.Of(address, answer.Code);
        }

        return key is null || answer.IsAuthoritative
            ? [.. answer.Answers.Where(record => record.Type == type)]
            : throw new SitePartException("dns-no-authority", $"name server {address}",
                $"it is not responsible for {name}",
                "name the servers that hold the zone, and see whether it is loaded there");
    }

    /// <summary>Sends a message; what comes back is signed where the message was.</summary>
    /// <exception cref="SitePartException">
    /// <c>dns-unreachable</c>, <c>dns-silent</c>, <c>dns-answer-broken</c>, <c>dns-answer-unsigned</c>,
    /// <c>dns-key-unknown</c>, <c>dns-key-wrong</c>, <c>dns-clock</c>
    /// </exception>
    public async Task<DnsMessage> SendAsync(
        Func<ushort, byte[]> compose, TsigKey? key, CancellationToken cancellationToken)
    {
        var id = (ushort)Interlocked.Increment(ref last);
        var message = compose(id);
        var (sent, mac) = key?.Sign(message, time.GetUtcNow()) ?? (message, []);
        using var ending = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellationToken);
        try
        {
            var bytes = await ExchangeAsync(sent, either.Token);
            var answer = DnsMessage.Read(bytes);
            if (answer.Id != id)
            {
                throw new InvalidDataException("it answers another message");
            }

            return key is null ? answer : Believed(answer, bytes, key, mac);
        }
        catch (Exception error) when (error is SocketException or EndOfStreamException or IOException)
        {
            throw new SitePartException("dns-unreachable", $"name server {address}",
                $"it does not answer: {error.Message}", "see whether it runs and takes TCP from here",
                retryable: true, error);
        }
        catch (InvalidDataException error)
        {
            throw new SitePartException("dns-answer-broken", $"name server {address}",
                $"its answer cannot be read: {error.Message}", "see what listens at its port",
                retryable: true, error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SitePartException("dns-silent", $"name server {address}",
                $"it has not answered within {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s",
                "see whether it runs; what was asked may have been done", retryable: true);
        }
    }

    private async Task<byte[]> ExchangeAsync(byte[] message, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(address.AddressFamily);
        await client.ConnectAsync(address, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            new DnsWriter().Number16(message.Length).Raw(message).ToArray(), cancellationToken);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return answer;
    }

    private DnsMessage Believed(DnsMessage answer, byte[] bytes, TsigKey key, byte[] mac)
    {
        if (answer.Signature is { Error: not 0 } refused)
        {
            throw DnsErrors.OfSignature(address, refused);
        }

        // A refusal counts without a signature too: nothing is done on its strength.
        var isRefusal = answer is
        {
            Signature: null, Code: not (DnsNumbers.NoError or DnsNumbers.NxDomain or DnsNumbers.NxRrset),
        };
        return isRefusal || (answer.Signature is { } signature && key.Verifies(bytes, signature, mac))
            ? answer
            : throw new SitePartException("dns-answer-unsigned", $"name server {address}",
                "its answer is not signed with the key that it was asked with",
                "see what answers at its port; nothing that it says is believed");
    }
}
