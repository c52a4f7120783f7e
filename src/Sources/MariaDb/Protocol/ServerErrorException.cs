using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>The server answered with an error of its own; <see cref="MeshException.Cause"/> holds its words.
/// </summary>
public sealed class ServerErrorException : MeshException
{
    /// <summary>The server cannot send the log: position, file or content are not what was asked
    /// for.</summary>
    public const int CannotReadLog = 1236;

    private static readonly HashSet<int> PassingErrors =
    [
        1040, // too many connections
        1053, // shutdown in progress
        1077, 1079, // shutdown
        1152, 1158, 1159, 1160, 1161, 1184, // network errors
        1203, // too many connections of this user
        1205, 1213, // lock wait timeout, deadlock
        1317, 1927, // interrupted, killed
    ];

    internal ServerErrorException(string subject, int number, string state, string message)
        : base(CodeOf(number), subject, $"{message} (error {number}, SQLSTATE {state})", HintOf(number))
    {
        Number = number;
        SqlState = state;
        Words = message;
    }

    /// <summary>What the server says, without number and state.</summary>
    public string Words { get; }

    /// <summary>The server's number of the error.</summary>
    public int Number { get; }

    /// <summary>Five characters of the SQL standard.</summary>
    public string SqlState { get; }

    /// <summary>Whether the same may work a moment later.</summary>
    public bool MayPass => PassingErrors.Contains(Number);

    /// <summary>Reads a packet that begins with 0xFF.</summary>
    /// <exception cref="FormatException">It is cut off.</exception>
    internal static ServerErrorException Parse(string subject, ReadOnlySpan<byte> packet)
    {
        var cursor = new ByteCursor(packet);
        cursor.Skip(1);
        int number = cursor.UInt16();

        // Before the handshake is complete there is no SQLSTATE.
        var state = "HY000";
        if (!cursor.AtEnd && cursor.Peek == (byte)'#')
        {
            cursor.Skip(1);
            state = Encoding.ASCII.GetString(cursor.Bytes(5));
        }

        return new ServerErrorException(subject, number, state, Encoding.UTF8.GetString(cursor.Rest()));
    }

    private static string CodeOf(int number) => number switch
    {
        1044 or 1045 or 1698 => "mariadb-access-denied",
        1130 => "host-not-allowed",
        1142 or 1143 or 1227 => "privilege-missing",
        CannotReadLog => "log-not-readable",
        _ => "server-error",
    };

    private static string HintOf(int number) => number switch
    {
        1044 or 1045 or 1698 => "check user name and password, and the host that the account is for",
        1130 => "create an account for this client's address",
        1142 or 1143 or 1227 => "grant what the message names to the account",
        _ => "",
    };
}
