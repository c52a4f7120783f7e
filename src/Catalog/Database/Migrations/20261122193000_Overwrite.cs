using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Mesh.Catalog.Database.Migrations
{
    /// <inheritdoc />
    internal partial class Overwrite : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Overwrite",
                table: "Runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Overwrite",
                table: "Runs");
        }
    }
}
