using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Tests.Kit.Bind;

/// <summary>
/// Looks names up as a program does that is nobody's part: a plain question for an address (RFC 1035) over
/// UDP, put to one name server after the other until one answers.
/// </summary>
/// <param name="servers">Whom it asks, in this order.</param>
public sealed class NameClient(params IReadOnlyList<IPEndPoint> servers)
{
    private const int HeaderLength = 12;
    private const int TypeAndClass = 4;
    private const int RecordLength = 10;
    private const int AddressType = 1;
    private const int AddressLength = 4;
    private const int Pointer = 0xC0;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private int last;

    /// <summary>The name's address; null where nobody answers, or it has none.</summary>
    public async Task<IPAddress?> FindAsync(string name)
    {
        foreach (var server in servers)
        {
            if (await AskAsync(server, name) is { } address)
            {
                return address;
            }
        }

        return null;
    }

    private async Task<IPAddress?> AskAsync(IPEndPoint server, string name)
    {
        using var client = new UdpClient(server.AddressFamily);
        using var limit = new CancellationTokenSource(AnswerLimit, TimeProvider.System);
        var question = Question((ushort)Interlocked.Increment(ref last), name);
        try
        {
            client.Connect(server);
            await client.SendAsync(question, limit.Token);
            var answer = (await client.ReceiveAsync(limit.Token)).Buffer;
            return answer.AsSpan(0, 2).SequenceEqual(question.AsSpan(0, 2))
                ? Address(answer, question.Length)
                : null;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // It is away; the next may answer.
            return null;
        }
    }

    private static byte[] Question(ushort id, string name)
    {
        var labels = name.Split('.').SelectMany(label =>
            Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length));
        return
        [
            (byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
            .. labels, 0, 0, AddressType, 0, 1,
        ];
    }

    // The answer repeats the question, so its records begin where the question ended.
    private static IPAddress? Address(ReadOnlySpan<byte> answer, int at)
    {
        var records = BinaryPrimitives.ReadUInt16BigEndian(answer[6..HeaderLength]);
        for (var record = 0; record < records; record++)
        {
            at = AfterName(answer, at);
            var type = BinaryPrimitives.ReadUInt16BigEndian(answer[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(answer[(at + TypeAndClass + sizeof(uint))..]);
            at += RecordLength;
            if (type == AddressType)
            {
                return new IPAddress(answer.Slice(at, AddressLength));
            }

            at += length;
        }

        return null;
    }

    private static int AfterName(ReadOnlySpan<byte> message, int at)
    {
        while (message[at] != 0)
        {
            if ((message[at] & Pointer) == Pointer)
            {
                return at + sizeof(ushort);
            }

            at += message[at] + 1;
        }

        return at + 1;
    }
}
