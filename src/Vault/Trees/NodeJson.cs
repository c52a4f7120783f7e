using System.Buffers;
using System.Text;

namespace Mesh.Vault.Trees;

/// <summary>Writes one node; the order of the fields and what is left out when empty are part of the
/// format.</summary>
internal static class NodeJson
{
    public static void Write(IBufferWriter<byte> output, Node node)
    {
        output.Write("{\"name\":"u8);
        GoJson.WriteQuotedName(output, node.Name.Span);
        output.Write(",\"type\":\""u8);
        output.Write(NodeTypeNames.Of(node.Type));
        output.Write("\""u8);
        WriteUnlessZero(output, ",\"mode\":"u8, node.Mode);
        output.Write(",\"mtime\":"u8);
        GoJson.WriteTime(output, node.ModifiedTime);
        output.Write(",\"atime\":"u8);
        GoJson.WriteTime(output, node.AccessTime);
        output.Write(",\"ctime\":"u8);
        GoJson.WriteTime(output, node.ChangeTime);
        output.Write(",\"uid\":"u8);
        GoJson.WriteNumber(output, node.Uid);
        output.Write(",\"gid\":"u8);
        GoJson.WriteNumber(output, node.Gid);
        WriteUnlessEmpty(output, ",\"user\":"u8, node.User);
        WriteUnlessEmpty(output, ",\"group\":"u8, node.Group);
        WriteUnlessZero(output, ",\"inode\":"u8, node.Inode);
        WriteUnlessZero(output, ",\"device_id\":"u8, node.DeviceId);
        WriteUnlessZero(output, ",\"size\":"u8, node.Size);
        WriteUnlessZero(output, ",\"links\":"u8, node.Links);
        WriteLinkTarget(output, node.LinkTarget.Span);
        WriteExtendedAttributes(output, node.ExtendedAttributes);
        if (!node.GenericAttributes.IsEmpty)
        {
            output.Write(",\"generic_attributes\":"u8);
            output.Write(node.GenericAttributes.Span);
        }

        WriteUnlessZero(output, ",\"device\":"u8, node.Device);
        WriteContent(output, node.Content);
        if (node.Subtree is { } subtree)
        {
            output.Write(",\"subtree\":"u8);
            GoJson.WriteId(output, subtree);
        }

        WriteUnlessEmpty(output, ",\"error\":"u8, node.Error);
        output.Write("}"u8);
    }

    private static void WriteUnlessZero(IBufferWriter<byte> output, ReadOnlySpan<byte> field, ulong value)
    {
        if (value != 0)
        {
            output.Write(field);
            GoJson.WriteNumber(output, value);
        }
    }

    private static void WriteUnlessEmpty(IBufferWriter<byte> output, ReadOnlySpan<byte> field, string value)
    {
        if (value.Length != 0)
        {
            output.Write(field);
            GoJson.WriteString(output, value);
        }
    }

    private static void WriteLinkTarget(IBufferWriter<byte> output, ReadOnlySpan<byte> target)
    {
        if (target.IsEmpty)
        {
            return;
        }

        output.Write(",\"linktarget\":"u8);
        GoJson.WriteString(output, target);
        if (!System.Text.Unicode.Utf8.IsValid(target))
        {
            output.Write(",\"linktarget_raw\":"u8);
            GoJson.WriteBase64(output, target);
        }
    }

    private static void WriteExtendedAttributes(IBufferWriter<byte> output, IReadOnlyList<Xattr> attributes)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            output.Write(i == 0 ? ",\"extended_attributes\":[{\"name\":"u8 : ",{\"name\":"u8);
            GoJson.WriteString(output, Encoding.UTF8.GetBytes(attributes[i].Name));
            output.Write(",\"value\":"u8);
            GoJson.WriteBase64(output, attributes[i].Value.Span);
            output.Write(i == attributes.Count - 1 ? "}]"u8 : "}"u8);
        }
    }

    private static void WriteContent(IBufferWriter<byte> output, IReadOnlyList<BlobId>? content)
    {
        if (content is null)
        {
            output.Write(",\"content\":null"u8);
            return;
        }

        output.Write(",\"content\":["u8);
        for (var i = 0; i < content.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            GoJson.WriteId(output, content[i]);
        }

        output.Write("]"u8);
    }
}
