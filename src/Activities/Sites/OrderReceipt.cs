using System.Buffers.Text;
using System.Text;

namespace Mesh.Activities.Sites;

/// <summary>A message's id and its queue's own receipt, as one text that agents carry.</summary>
public static class OrderReceipt
{
    private const char Between = '\n';
    private const int Longest = 2000;

    /// <summary>The text of both.</summary>
    public static string Write(string id, string receipt) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{id}{Between}{receipt}"));

    /// <summary>Both, out of the text; null for what was never written so.</summary>
    public static (string Id, string Receipt)? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest || !Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Between);
        return parts is [{ Length: > 0 } id, { Length: > 0 } receipt]
            && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            && receipt.All(char.IsAscii)
                ? (id, receipt)
                : null;
    }
}
