using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Runtime.Queues.Azure;

/// <summary>How text is put into a message: sender and receiver must agree, so host.json says it.</summary>
public sealed record MessageEncoding
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private MessageEncoding(string name) => Name = name;

    public static MessageEncoding Base64 { get; } = new("base64");

    public static MessageEncoding None { get; } = new("none");

    public string Name { get; }

    public static MessageEncoding Parse(string name) => name switch
    {
        "base64" => Base64,
        "none" => None,
        _ => throw new MeshException(
            "bad-message-encoding",
            $"'{name}'",
            "is not a message encoding",
            "base64 or none",
            ExitCode.BadInput),
    };

    public string Encode(string body) =>
        this == Base64 ? Convert.ToBase64String(Strict.GetBytes(body)) : body;

    /// <summary>
    /// A body that is not in this encoding comes back as it is: the function that reads it will refuse it.
    /// </summary>
    public string Decode(string text)
    {
        if (this == None)
        {
            return text;
        }

        try
        {
            return Strict.GetString(Convert.FromBase64String(text));
        }
        catch (Exception failure) when (failure is FormatException or DecoderFallbackException)
        {
            return text;
        }
    }
}
