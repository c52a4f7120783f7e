using System.Text;
using Mesh.Domain.Errors;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Tests.Vault.Trees;

public class TreeJsonTests
{
    // The left side as strconv.Quote and encoding/json of Go give it.
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\"b", "a\\\\\\\"b")]
    [InlineData("a\\b", "a\\\\\\\\b")]
    [InlineData("<&>", "\\u003c\\u0026\\u003e")]
    [InlineData("tab\there", "tab\\\\there")]
    [InlineData("bell\a", "bell\\\\a")]
    [InlineData("nul\u0001", "nul\\\\x01")]
    [InlineData("del\u007f", "del\\\\x7f")]
    [InlineData("grüße", "grüße")]
    [InlineData("nbsp\u00a0", "nbsp\\\\u00a0")]
    [InlineData("line\u2028", "line\\\\u2028")]
    [InlineData("soft\u00adhyphen", "soft\\\\u00adhyphen")]
    [InlineData("emoji\U0001F600", "emoji\U0001F600")]
    [InlineData("private\U000F0000", "private\\\\U000f0000")]
    public void Names_are_written_as_go_writes_them(string name, string json)
    {
        var tree = Encoding.UTF8.GetString(TreeWriter.Write([File(NodeName.FromText(name))]).Span);

        Assert.StartsWith(
            $"{{\"nodes\":[{{\"name\":\"{json}\",\"type\":\"file\"", tree, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_not_utf8_come_back_byte_for_byte()
    {
        byte[] all = [.. Enumerable.Range(1, 255).Select(i => (byte)i).Where(b => b != '/')];
        byte[][] names = [all, [0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [(byte)'a', 0xf0, 0x9f]];
        foreach (var name in names)
        {
            var bytes = TreeWriter.Write([File(new NodeName(name))]).Span;

            Assert.Equal(name, Tree.Parse(BlobId.Of(bytes), bytes).Nodes[0].Name.Span.ToArray());
        }
    }

    [Fact]
    public void Everything_a_node_has_comes_back()
    {
        var node = new Node
        {
            Name = NodeName.FromText("n"),
            Type = NodeType.Symlink,
            Mode = GoFileMode.Symlink | 0x1FF,
            ModifiedTime = new Timestamp(-5, 120_000_000, -210),
            AccessTime = new Timestamp(1_700_000_000, 1, 60),
            ChangeTime = new Timestamp(1_700_000_000, 999_999_999, 0),
            Uid = uint.MaxValue,
            Gid = 1,
            User = "u<",
            Group = "g",
            Inode = ulong.MaxValue,
            DeviceId = 2,
            Size = 3,
            Links = 4,
            LinkTarget = new byte[] { 0xff, (byte)'x' },
            ExtendedAttributes = [new Xattr("user.a", new byte[] { 1, 2 }), new Xattr("user.b", default)],
            GenericAttributes = "{\"windows.creation_time\":\"AA==\"}"u8.ToArray(),
            Device = 5,
            Subtree = BlobId.Of("t"u8),
            Error = "e",
        };

        var bytes = TreeWriter.Write([node]).ToArray();
        var read = Tree.Parse(BlobId.Of(bytes), bytes).Nodes[0];

        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(TreeWriter.Write([read]).Span));
        Assert.Equal(node.LinkTarget.ToArray(), read.LinkTarget.ToArray());
        Assert.Equal(node.ExtendedAttributes, read.ExtendedAttributes);
        Assert.Equal(node with
        {
            LinkTarget = read.LinkTarget,
            GenericAttributes = read.GenericAttributes,
            ExtendedAttributes = read.ExtendedAttributes,
        }, read);
    }

    [Fact]
    public void An_empty_directory_is_thirteen_bytes() =>
        Assert.Equal("{\"nodes\":[]}\n", Encoding.UTF8.GetString(TreeWriter.Write([]).Span));

    [Fact]
    public void Names_out_of_order_are_refused()
    {
        var writer = new TreeWriter();
        writer.Add(File(NodeName.FromText("b")));

        Assert.Throws<ArgumentException>(() => writer.Add(File(NodeName.FromText("a"))));
        Assert.Throws<ArgumentException>(() => writer.Add(File(NodeName.FromText("b"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"nodes\":[1]}")]
    [InlineData("{\"nodes\":[{\"name\":\"a\"}]}")]
    [InlineData("{\"nodes\":[{\"type\":\"file\"}]}")]
    [InlineData("{\"nodes\":[{\"name\":\"a\",\"type\":\"spaceship\"}]}")]
    [InlineData("{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"size\":-1}]}")]
    [InlineData("{\"nodes\":[{\"name\":\"\\\\q\",\"type\":\"file\"}]}")]
    [InlineData("{\"nodes\":[{\"name\":\"b\",\"type\":\"file\"},{\"name\":\"a\",\"type\":\"file\"}]}")]
    [InlineData("{\"nodes\":[{\"name\":\"a\",\"type\":\"file\"},{\"name\":\"a\",\"type\":\"file\"}]}")]
    [InlineData("{\"nodes\":[{\"name\":\"a\",\"type\":\"file\",\"content\":[\"12\"]}]}")]
    [InlineData("{\"nodes\":[]} x")]
    public void What_is_no_tree_is_named_as_damage(string json)
    {
        var error = Assert.Throws<MeshException>(() => Tree.Parse(default, Encoding.UTF8.GetBytes(json)));

        Assert.Equal("damaged-tree", error.Code);
    }

    [Fact]
    public void Fields_of_the_future_are_passed_over()
    {
        var json = """{"new":{"a":[1]},"nodes":[{"name":"a","later":[{}],"type":"file"}],"more":1}"""u8;

        Assert.Equal("a", Tree.Parse(default, json).Nodes[0].Name.ToString());
    }

    private static Node File(NodeName name) => new() { Name = name, Type = NodeType.File, Content = [] };
}
