using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Tests.Unit.Names;

public class RunIdTests
{
    private static readonly ComponentAddress Longest =
        ComponentAddress.Parse($"{new string('s', 32)}/{new string('c', 32)}");

    [Fact]
    public void One_occurrence_has_one_id_whatever_the_offset_it_is_written_with()
    {
        var occurrence = new DateTimeOffset(2026, 3, 1, 1, 30, 0, TimeSpan.FromHours(1));
        var component = ComponentAddress.Parse("orders/documents");

        Assert.Equal("orders.documents.20260301-003000", RunId.Scheduled(component, occurrence).Value);
        Assert.Equal(
            RunId.Scheduled(component, occurrence), RunId.Scheduled(component, occurrence.ToUniversalTime()));
    }

    [Fact]
    public void The_longest_names_leave_room_within_a_hundred_characters()
    {
        using var random = new Fixed([1, 2, 3, 255]);
        var id = RunId.Requested(Longest, DateTimeOffset.UnixEpoch, random);

        Assert.EndsWith(".19700101-000000-010203ff", id.Value, StringComparison.Ordinal);
        Assert.InRange(id.Value.Length, 1, 91);
        Assert.Equal(id, RunId.Parse(id.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a#b")]
    public void What_is_no_id_is_refused(string text) =>
        Assert.Equal("invalid-run-id", Assert.Throws<MeshException>(() => RunId.Parse(text)).Code);

    private sealed class Fixed(byte[] bytes) : RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => bytes.CopyTo(data, 0);
    }
}
