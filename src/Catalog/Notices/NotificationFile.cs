using Mesh.Catalog.Manifests;
using Mesh.Domain.Alerts;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Secrets;
using Mesh.Domain.Spelling;

namespace Mesh.Catalog.Notices;

/// <summary>The file that declares who is told of alerts and incidents.</summary>
public static class NotificationFile
{
    /// <summary>The kind of document.</summary>
    public const string Kind = "Notifications";

    private const int SubmissionPort = 587;
    private const int LargestPort = 65535;

    /// <summary>Reads the file's text.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    public static IReadOnlyList<NotificationTarget> Read(string text, string file) =>
        DeclarationFile.Read(text, file, Kind, "targets", Target, target => target.Name);

    /// <summary>Reads the file; where there is none, nobody is told.</summary>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    /// <exception cref="MeshException"><c>unreadable-declaration</c>: it cannot be read.</exception>
    public static async Task<IReadOnlyList<NotificationTarget>> ReadFileAsync(
        string path, CancellationToken cancellationToken) =>
        await DeclarationFile.TextAsync(path, cancellationToken) is { } text ? Read(text, path) : [];

    private static NotificationTarget? Target(MapReader map)
    {
        map.Require("name", "name the target");
        map.Require("kind", $"write one of {string.Join(", ", Words.All<NotificationKind>())}");
        var name = map.Text("name", AlertSourceName.Read);
        var kind = map.Value("kind", Words.Read<NotificationKind>);
        var severity = map.Value("severity", Words.Read<AlertSeverity>);
        var after = map.Value("after", Durations.Read);
        if (name is null || kind is null)
        {
            return null;
        }

        var target = new NotificationTarget(
            name.Value, kind.Value, severity ?? AlertSeverity.Warning, after);
        target = kind == NotificationKind.Mail ? Mail(map, target) : Webhook(map, target);
        map.Done();
        return target;
    }

    private static NotificationTarget Mail(MapReader map, NotificationTarget target)
    {
        map.Require("host", "name the mail server");
        map.Require("from", "name the sender's address");
        map.Require("to", "list the receivers' addresses");
        return target with
        {
            Host = map.Text("host", ScalarValues.Text) ?? "",
            Port = (int)(map.Value("port", ScalarValues.Between(1, LargestPort)) ?? SubmissionPort),
            Tls = map.Value("tls", Words.Read<MailProtection>) ?? MailProtection.StartTls,
            From = map.Text("from", ScalarValues.Text) ?? "",
            To = map.Texts("to", ScalarValues.Text),
            User = map.Text("user", ScalarValues.Text),
            Secret = map.Text("password", SecretReference.Read),
        };
    }

    private static NotificationTarget Webhook(MapReader map, NotificationTarget target)
    {
        map.Require("url", "write the address that is posted to");
        map.Require("secret", "say where the secret is that signs: env:NAME or file:/path");
        return target with
        {
            Url = map.Text("url", Address), Secret = map.Text("secret", SecretReference.Read),
        };
    }

    private static Parsed<Uri> Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url.UserInfo.Length == 0
            ? url
            : new Problem("this is no address of a webhook", "write https://HOST/PATH, without a password");
}
