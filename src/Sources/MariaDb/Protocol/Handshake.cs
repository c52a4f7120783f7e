using System.Buffers.Binary;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Protocol.Authentication;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>From the server's greeting to a connection that takes commands.</summary>
internal sealed class Handshake(PacketStream packets, MariaDbAddress login)
{
    private const byte Utf8Mb4 = 45;
    private const byte AuthSwitch = 0xFE;

    private const Capabilities Wanted = Capabilities.LongPassword | Capabilities.LongFlag
        | Capabilities.Protocol41 | Capabilities.Transactions | Capabilities.SecureConnection
        | Capabilities.PluginAuthentication;

    private readonly string _subject = login.ToString();

    // What goes through a socket of this machine needs none.
    private bool WantsTls => login.Socket is null && login.Tls != MariaDbTls.Off;

    /// <returns>The server's version.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var greeting = Greeting.Parse(_subject, (await packets.ReadAsync(cancellationToken)).Span);
        Require(greeting);
        var capabilities = Wanted;
        if (WantsTls)
        {
            capabilities |= Capabilities.Tls;
            await packets.WriteAsync(Fixed(capabilities), cancellationToken);
            packets.Replace(await TlsUpgrade.RunAsync(packets.Stream, login, cancellationToken));
        }

        var plugin = Proof.IsKnown(greeting.Plugin) ? greeting.Plugin : NativePassword.Name;
        var proof = plugin == NativePassword.Name
            ? NativePassword.Prove(login.Password, greeting.Challenge.AsSpan(0, NativePassword.ChallengeSize))
            : Proof.Make(_subject, plugin, login.Password, greeting.Challenge);
        await packets.WriteAsync(Response(capabilities, plugin, proof), cancellationToken);
        await AuthenticateAsync(cancellationToken);
        return greeting.ServerVersion;
    }

    private async Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        const int mostSwitches = 4;
        for (var i = 0; i < mostSwitches; i++)
        {
            var answer = await packets.ReadAsync(cancellationToken);
            switch (answer.Length > 0 ? answer.Span[0] : (byte)1)
            {
                case 0x00:
                    return;
                case 0xFF:
                    throw ServerErrorException.Parse(_subject, answer.Span);
                case AuthSwitch:
                    await packets.WriteAsync(AnswerSwitch(answer.Span), cancellationToken);
                    break;
                default:
                    throw Unexpected();
            }
        }

        throw Unexpected();
    }

    private byte[] AnswerSwitch(ReadOnlySpan<byte> packet)
    {
        if (packet.Length == 1)
        {
            return Proof.Make(_subject, "mysql_old_password", "", []);
        }

        var cursor = new ByteCursor(packet[1..]);
        var plugin = cursor.TextUntilZero();
        return Proof.Make(_subject, plugin, login.Password, cursor.Rest());
    }

    private void Require(Greeting greeting)
    {
        // A MariaDB server uses the bit of the first one to say that it is no MySQL.
        var needed = Wanted & ~Capabilities.LongPassword;
        if ((greeting.Capabilities & needed) != needed)
        {
            throw new MeshException("server-too-old", _subject,
                $"version '{greeting.ServerVersion}' lacks parts of the protocol", "use MariaDB 10.5 or later");
        }

        if (WantsTls && !greeting.Capabilities.HasFlag(Capabilities.Tls))
        {
            throw new MeshException("mariadb-tls", _subject, "the server does not offer TLS",
                "give the server a certificate (ssl_cert, ssl_key), or switch TLS off for this source",
                ExitCode.BadInput);
        }
    }

    private static byte[] Fixed(Capabilities capabilities)
    {
        var packet = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(packet, (uint)capabilities);
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(4), PacketStream.PayloadLimit);
        packet[8] = Utf8Mb4;
        return packet;
    }

    private byte[] Response(Capabilities capabilities, string plugin, byte[] proof) =>
    [
        .. Fixed(capabilities),
        .. Encoding.UTF8.GetBytes(login.User), 0,
        (byte)proof.Length, .. proof,
        .. Encoding.UTF8.GetBytes(plugin), 0,
    ];

    private MeshException Unexpected() => new(
        "protocol-violation", _subject, "the server's login dialogue is not one that Mesh knows",
        "use an account with ed25519 or mysql_native_password");
}
