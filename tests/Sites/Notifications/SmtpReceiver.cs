using System.Text;
using Mesh.Sites.Notifications;
using MimeKit;

namespace Mesh.Tests.Sites.Notifications;

/// <summary>The little of a mail server that takes a message (RFC 5321).</summary>
internal sealed class SmtpReceiver : Receiver
{
    /// <summary>What it answers to a line that begins so; <c>.</c> is the end of a message.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.Ordinal);

    protected override async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        await SayAsync(stream, "220 test\r\n", cancellationToken);
        while (true)
        {
            var line = await LineAsync(stream, cancellationToken);
            var verb = line.Split(' ')[0].ToUpperInvariant();
            switch (verb)
            {
                case not "DATA" when AnswerTo(line) is { } answer:
                    await SayAsync(stream, answer, cancellationToken);
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on\r\n", cancellationToken);
                    var data = await DataAsync(stream, cancellationToken);
                    await SayAsync(
                        stream,
                        AnswerTo(".") is { } told ? told
                            : Mood == Mood.Taking && Keep(data) ? "250 taken\r\n" : "451 not now\r\n",
                        cancellationToken);
                    break;
                case "QUIT":
                    return;
                default:
                    await SayAsync(stream, "250 fine\r\n", cancellationToken);
                    break;
            }
        }
    }

    private string? AnswerTo(string line) => Answers
        .Where(each => line.StartsWith(each.Key, StringComparison.Ordinal))
        .Select(each => $"{each.Value}\r\n").FirstOrDefault();

    private static async Task<string> DataAsync(Stream stream, CancellationToken cancellationToken)
    {
        var data = new StringBuilder();
        for (string line; (line = await LineAsync(stream, cancellationToken)) != ".";)
        {
            data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return data.ToString();
    }

    private bool Keep(string data)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(data));
        using var mail = MimeMessage.Load(stream);
        var id = mail.Headers[WebhookSender.IdHeader];
        Assert.StartsWith($"{id}@", mail.MessageId, StringComparison.Ordinal);
        Take(new ReceivedMessage(
            id!,
            mail.Subject!,
            mail.TextBody!.TrimEnd(),
            mail.Headers.ToDictionary(header => header.Field, header => header.Value),
            data));
        return true;
    }
}
