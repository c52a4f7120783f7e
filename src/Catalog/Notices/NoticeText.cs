using System.Globalization;

namespace Mesh.Catalog.Notices;

/// <summary>What messages of one or many notices say.</summary>
internal static class NoticeText
{
    private const int InFull = 3;

    public static NoticeMessage Message(
        string id, string system, string target, int attempts, IReadOnlyList<NoticeRow> notices)
    {
        var first = notices[0];
        if (notices.Count == 1)
        {
            return new NoticeMessage(id, system, target, attempts, first.Subject, first.Text);
        }

        var lines = notices.Select(notice =>
            $"{notice.At.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}  {notice.About}  "
            + notice.Subject);
        return new NoticeMessage(
            id,
            system,
            target,
            attempts,
            $"[{system}] {notices.Count} notices, the first: {first.Subject}",
            string.Join('\n', lines) + "\n\n" + string.Join(
                "\n----\n", notices.OrderByDescending(notice => notice.Severity).Take(InFull)
                    .Select(notice => $"{notice.Subject}\n{notice.Text}")));
    }

    public static string Untold(DeliveryRow row) => row.State switch
    {
        DeliveryState.Waiting => $"{row.Target} is not told yet, after {row.Attempts} attempts: {row.Error}",
        DeliveryState.Refused => $"{row.Target} will not be told: {row.Error}",
        _ => $"{row.Target} is not told: {row.Error}",
    };
}
